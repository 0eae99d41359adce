package io.vouchsafe.ops;

import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import java.time.Duration;

/** The settings under {@code vouchsafe.keys} as validated values. */
record KeyPolicies(JwksCaching caching, KeyPolicy published, KeyPolicy grant) {
  static final Duration LONGEST_GRANT = Duration.ofDays(7);
  private static final String PREFIX = "vouchsafe.keys.";

  static KeyPolicies of(KeysConfig config) {
    JwksCaching caching =
        prefixed(
            PREFIX,
            () ->
                new JwksCaching(
                    config.maxAge(),
                    config.staleWhileRevalidate(),
                    config.staleIfError(),
                    config.sharedCache()));
    KeyPolicy published =
        prefixed(
            PREFIX,
            () ->
                new KeyPolicy(
                    config.rotateEvery(),
                    config.announceFor(),
                    config.retireAfter(),
                    config.refresh(),
                    config.maxRingAge(),
                    config.maxPublishedAge(),
                    caching.longestCopy(),
                    config.clockError(),
                    config.maxTtl(),
                    config.verifierLeeway()));
    KeyPolicy grant =
        prefixed(
            PREFIX + "grant.",
            () ->
                new KeyPolicy(
                    config.grant().rotateEvery(),
                    config.grant().announceFor(),
                    config.grant().retireAfter(),
                    config.refresh(),
                    config.maxRingAge(),
                    config.maxPublishedAge(),
                    Duration.ZERO,
                    config.clockError(),
                    LONGEST_GRANT,
                    config.verifierLeeway()));
    return new KeyPolicies(caching, published, grant);
  }

  KeyPolicy of(KeyRole role) {
    return role.published() ? published : grant;
  }

  /** The values' own messages start with the property's name. */
  private static <T> T prefixed(String prefix, java.util.function.Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new io.quarkus.runtime.configuration.ConfigurationException(prefix + e.getMessage());
    }
  }
}
