package io.vouchsafe.ops;

import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.IssuancePolicy;
import java.time.Duration;

/** The settings under {@code vouchsafe.keys} as validated values. */
record KeyPolicies(JwksCaching caching, KeyPolicy published, KeyPolicy grant) {
  static final Duration LONGEST_GRANT = Duration.ofDays(7);
  private static final String PREFIX = "vouchsafe.keys.";

  static KeyPolicies of(KeysConfig config) {
    if (config.maxTtl().compareTo(IssuancePolicy.MIN_TTL) < 0
        || config.maxTtl().compareTo(IssuancePolicy.MAX_TTL) > 0) {
      throw Setting.refused(
          PREFIX + "max-ttl",
          "must be between %d and %d seconds, not %d"
              .formatted(
                  IssuancePolicy.MIN_TTL.toSeconds(),
                  IssuancePolicy.MAX_TTL.toSeconds(),
                  config.maxTtl().toSeconds()));
    }
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
                    LONGEST_GRANT,
                    config.verifierLeeway()));
    return new KeyPolicies(caching, published, grant);
  }

  KeyPolicy of(KeyRole role) {
    return role.published() ? published : grant;
  }
}
