package io.vouchsafe.config;

import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.IssuancePolicy;
import java.time.Duration;

/** The settings under {@code vouchsafe.keys} as validated values. */
public record KeyPolicies(JwksCaching caching, KeyPolicy published, KeyPolicy grant) {
  static final Duration LONGEST_GRANT = Duration.ofDays(7);
  private static final String PREFIX = "vouchsafe.keys.";

  public static KeyPolicies of(KeysConfig config) {
    bounded(PREFIX + "max-ttl", config.maxTtl(), IssuancePolicy.MAX_TTL);
    bounded(PREFIX + "grant.max-expires-in", config.grant().maxExpiresIn(), LONGEST_GRANT);
    JwksCaching caching =
        Setting.prefixed(
            PREFIX,
            () ->
                new JwksCaching(
                    config.maxAge(),
                    config.staleWhileRevalidate(),
                    config.staleIfError(),
                    config.sharedCache()));
    KeyPolicy published =
        Setting.prefixed(
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
        Setting.prefixed(
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
                    config.grant().maxExpiresIn(),
                    config.verifierLeeway()));
    return new KeyPolicies(caching, published, grant);
  }

  public KeyPolicy of(KeyRole role) {
    return role.published() ? published : grant;
  }

  private static void bounded(String property, Duration value, Duration most) {
    if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(most) > 0) {
      throw Setting.refused(
          property, "must be between 1 and %d seconds, not %s".formatted(most.toSeconds(), value));
    }
  }
}
