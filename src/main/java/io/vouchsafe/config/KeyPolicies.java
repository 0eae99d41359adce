package io.vouchsafe.config;

import static java.util.stream.Collectors.joining;

import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.IssuancePolicy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** The settings under {@code vouchsafe.keys} as validated values. */
public record KeyPolicies(JwksCaching caching, KeyPolicy published, KeyPolicy grant) {
  static final Duration LONGEST_GRANT = Duration.ofDays(7);
  private static final int MANY_VERSIONS = 32;
  private static final String PREFIX = "vouchsafe.keys.";
  private static final List<String> OF_GRANTS =
      List.of("rotate-every", "announce-for", "retire-after");

  /** Collects each rule of {@link KeyPolicy} that the settings break. */
  public static Checked<KeyPolicies> of(KeysConfig config, Faults faults) {
    faults.check(() -> bounded(PREFIX + "max-ttl", config.maxTtl(), IssuancePolicy.MAX_TTL));
    faults.check(
        () ->
            bounded(PREFIX + "grant.max-expires-in", config.grant().maxExpiresIn(), LONGEST_GRANT));
    Checked<JwksCaching> caching =
        faults.of(
            () ->
                Setting.prefixed(
                    PREFIX,
                    () ->
                        new JwksCaching(
                            config.maxAge(),
                            config.staleWhileRevalidate(),
                            config.staleIfError(),
                            config.sharedCache())));
    Checked<KeyPolicy> published =
        faults.of(() -> Setting.prefixed(PREFIX, () -> published(config, caching.get())));
    Checked<KeyPolicy> grant =
        faults.of(() -> Setting.prefixed(PREFIX + "grant.", () -> grant(config)));
    faults.check(() -> warnOfManyVersions(published.get(), faults));
    return faults.of(() -> new KeyPolicies(caching.get(), published.get(), grant.get()));
  }

  private static void warnOfManyVersions(KeyPolicy policy, Faults faults) {
    if (policy.mostPublished().orElse(Integer.MAX_VALUE) > MANY_VERSIONS) {
      faults.warn(
          PREFIX + "max-published-age",
          PREFIX
              + "max-published-age: "
              + mostPublished(policy)
              + ", so whoever may rotate can make it large; what is missing is time between max-ring-age and max-published-age");
    }
  }

  /** How many versions of a key the JWKS holds at most, in words. */
  public static String mostPublished(KeyPolicy policy) {
    OptionalInt most = policy.mostPublished();
    return most.isPresent()
        ? "the JWKS has at most %d versions of a key, however often it is rotated"
            .formatted(most.getAsInt())
        : "the JWKS has as many versions of a key as are made within announce-for + retire-after";
  }

  private static KeyPolicy published(KeysConfig config, JwksCaching caching) {
    return common(config)
        .rotateEvery(config.rotateEvery())
        .announceFor(config.announceFor())
        .retireAfter(config.retireAfter())
        .longestCopy(caching.longestCopy())
        .longestToken(config.maxTtl())
        .build();
  }

  /** Refuses what is the grant key's own; the shared times are said of the others already. */
  private static KeyPolicy grant(KeysConfig config) {
    try {
      return common(config)
          .rotateEvery(config.grant().rotateEvery())
          .announceFor(config.grant().announceFor())
          .retireAfter(config.grant().retireAfter())
          .longestCopy(Duration.ZERO)
          .longestToken(config.grant().maxExpiresIn())
          .build();
    } catch (IllegalArgumentException refusal) {
      String own =
          refusal
              .getMessage()
              .lines()
              .filter(reason -> OF_GRANTS.stream().anyMatch(reason::startsWith))
              .collect(joining("\n"));
      if (own.isEmpty()) {
        throw new Checked.Unjudged();
      }
      throw new IllegalArgumentException(own, refusal);
    }
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
