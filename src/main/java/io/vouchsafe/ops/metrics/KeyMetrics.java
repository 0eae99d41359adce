package io.vouchsafe.ops.metrics;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.key.ClockOffset;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyPhase;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.RegionKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The state of the keys as gauges, each read from memory when it is scraped. They are there before
 * the first reading; what is not known then is NaN.
 */
public final class KeyMetrics {
  private final Meters meters;
  private final InstantSource clock;
  private final Instant begun;

  public KeyMetrics(Meters meters, InstantSource clock) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.begun = clock.instant();
  }

  /** Makes the gauges of one issuer's keys. */
  public void watch(Issuer issuer) {
    ring(issuer.name(), issuer.keys());
    issuer.keys().others().forEach(region -> watch(issuer.name(), region));
    for (KeyRole role : issuer.keys().roles()) {
      new OfKey(issuer.name(), issuer.keys(), role).watch();
    }
  }

  /**
   * Makes the gauges of an instance that signs for the issuer.
   *
   * @param signs whether a token could be signed now with the key in a role
   */
  public void watchSigning(Issuer issuer, Predicate<KeyRole> signs) {
    for (KeyRole role : issuer.keys().roles()) {
      new OfKey(issuer.name(), issuer.keys(), role)
          .flag(
              "vouchsafe.signing.ready",
              "0 while no token could be signed",
              () -> signs.test(role));
    }
  }

  private void ring(String issuer, IssuerKeys keys) {
    KeyPolicy policy = keys.policy(KeyRole.RS256);
    meters.gauge(
        "vouchsafe.clock.offset.seconds",
        "what Vault's clock is certainly ahead of this instance's; less than 0 where it is behind",
        () -> seconds(keys.clockOffset().map(ClockOffset::certain).orElse(Duration.ZERO)),
        "issuer",
        issuer);
    meters.gauge(
        "vouchsafe.clock.limit.seconds",
        "clock-error: nothing is signed while the clocks are further apart",
        () -> seconds(policy.clockError()),
        "issuer",
        issuer);
    meters.gauge(
        "vouchsafe.ring.age.seconds",
        "age of the published key whose reading is oldest; NaN while there is none",
        () -> keys.home().publishedAge().map(KeyMetrics::seconds).orElse(Double.NaN),
        "issuer",
        issuer);
    ageLimit(issuer, "sign", policy.maxRingAge());
    ageLimit(issuer, "publish", policy.maxPublishedAge());
    meters.gauge(
        "vouchsafe.ring.restored",
        "1 while the JWKS is made of a ring snapshot",
        () -> keys.restored() ? 1 : 0,
        "issuer",
        issuer);
  }

  private void watch(String issuer, RegionKeys region) {
    meters.gauge(
        "vouchsafe.region.ring.age.seconds",
        "age of the published key of another region whose reading is oldest, or since the start",
        () ->
            seconds(
                region.publishedAge().orElseGet(() -> Duration.between(begun, clock.instant()))),
        "issuer",
        issuer,
        "region",
        region.region().name());
  }

  private void ageLimit(String issuer, String use, Duration limit) {
    meters.gauge(
        "vouchsafe.ring.age.limit.seconds",
        "the oldest ring that may sign (max-ring-age) and that counts as good (max-published-age)",
        () -> seconds(limit),
        "issuer",
        issuer,
        "use",
        use);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** The gauges of one key. */
  private final class OfKey {
    private final String[] labels;
    private final IssuerKeys keys;
    private final KeyRole role;

    OfKey(String issuer, IssuerKeys keys, KeyRole role) {
      this.labels = new String[] {"issuer", issuer, "role", role.name()};
      this.keys = keys;
      this.role = role;
    }

    void watch() {
      flag(
          "vouchsafe.rotation.overdue",
          "1 if rotation is due for longer than a tenth of rotate-every",
          () -> holds(life -> life.rotationOverdue(clock.instant())));
      flag(
          "vouchsafe.rotation.early",
          "1 while a version is announced that was made sooner than rotate-every allows",
          () -> holds(life -> life.rotatedEarly(clock.instant())));
      until(
          "vouchsafe.rotation.next.seconds",
          "seconds until rotation is due; less than 0 once it is",
          KeyLife::rotationDue);
      until(
          "vouchsafe.signing.next.seconds",
          "seconds until the next version is due to sign; less than 0 while it is not there",
          life -> life.nextSigns(clock.instant()));
      meters.gauge(
          "vouchsafe.key.versions.published",
          "versions that are neither retired nor skipped",
          this::published,
          labels);
      for (KeyPhase phase : KeyPhase.values()) {
        meters.gauge(
            "vouchsafe.key.versions",
            "versions that Vault lists, by their phase",
            () -> versions(phase),
            with("phase", phase.name().toLowerCase(Locale.ROOT)));
      }
      meters.gauge(
          "vouchsafe.key.policy",
          "1; the digest of the key policy is a label, so that instances that differ are seen",
          () -> 1,
          with("digest", keys.policy(role).digest()));
    }

    private void flag(String name, String description, BooleanSupplier value) {
      meters.gauge(name, description, () -> value.getAsBoolean() ? 1 : 0, labels);
    }

    private void until(String name, String description, Function<KeyLife, Instant> instant) {
      meters.gauge(
          name,
          description,
          () ->
              keys.life(role)
                  .map(life -> seconds(Duration.between(clock.instant(), instant.apply(life))))
                  .orElse(Double.NaN),
          labels);
    }

    private boolean holds(Predicate<KeyLife> condition) {
      return keys.life(role).filter(condition).isPresent();
    }

    private double published() {
      Instant now = clock.instant();
      return role.published()
          ? keys.published(role, now).size()
          : keys.life(role).map(life -> life.published(now).size()).orElse(0);
    }

    private double versions(KeyPhase phase) {
      Instant now = clock.instant();
      return keys.life(role).stream()
          .flatMap(life -> life.key().versions().stream().map(it -> life.phase(it, now)))
          .filter(phase::equals)
          .count();
    }

    private String[] with(String label, String value) {
      return new String[] {labels[0], labels[1], labels[2], labels[3], label, value};
    }
  }
}
