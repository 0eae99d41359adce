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

  /**
   * @throws io.quarkus.runtime.configuration.ConfigurationException naming the setting that breaks
   *     a rule of {@link KeyPolicy}
   */
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
                common(config)
                    .rotateEvery(config.rotateEvery())
                    .announceFor(config.announceFor())
                    .retireAfter(config.retireAfter())
                    .longestCopy(caching.longestCopy())
                    .longestToken(config.maxTtl())
                    .build());
    KeyPolicy grant =
        Setting.prefixed(
            PREFIX + "grant.",
            () ->
                common(config)
                    .rotateEvery(config.grant().rotateEvery())
                    .announceFor(config.grant().announceFor())
                    .retireAfter(config.grant().retireAfter())
                    .longestCopy(Duration.ZERO)
                    .longestToken(config.grant().maxExpiresIn())
                    .build());
    return new KeyPolicies(caching, published, grant);
  }

  /** The times that the keys of both kinds share. */
  private static KeyPolicy.Builder common(KeysConfig config) {
    return KeyPolicy.builder()
        .refresh(config.refresh())
        .maxRingAge(config.maxRingAge())
        .maxPublishedAge(config.maxPublishedAge())
        .clockError(config.clockError())
        .leeway(config.verifierLeeway());
  }

  /** The policy of the key in {@code role}. */
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
