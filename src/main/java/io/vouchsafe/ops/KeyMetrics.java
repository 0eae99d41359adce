package io.vouchsafe.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.ClockOffset;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningChoice;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;

/** The state of the keys as gauges; each is read from memory when it is scraped. */
public final class KeyMetrics {
  private KeyMetrics() {}

  /** Registers the gauges of every issuer. */
  public static void register(Issuers issuers, InstantSource clock) {
    issuers.forEach(issuer -> register(issuer, clock));
  }

  private static void register(Issuer issuer, InstantSource clock) {
    IssuerKeys keys = issuer.keys();
    gauge(
        "vouchsafe.clock.offset.seconds",
        issuer,
        "what Vault's clock is certainly ahead of this instance's",
        it -> seconds(it.clockOffset().map(ClockOffset::certain).orElse(Duration.ZERO)));
    gauge(
        "vouchsafe.ring.age.seconds",
        issuer,
        "age of the published key whose reading is oldest; NaN while there is none",
        it -> it.publishedAge().map(KeyMetrics::seconds).orElse(Double.NaN));
    gauge(
        "vouchsafe.ring.restored",
        issuer,
        "1 while the JWKS is made of a ring snapshot",
        it -> it.restored() ? 1 : 0);
    for (KeyRole role : keys.roles()) {
      String name = role.name();
      Gauge.builder("vouchsafe.rotation.overdue", keys, it -> overdue(it, role, clock))
          .description("1 if rotation is due for longer than a tenth of rotate-every")
          .tags("issuer", issuer.name(), "role", name)
          .register(Metrics.globalRegistry);
      Gauge.builder("vouchsafe.signing.ready", keys, it -> ready(it, role))
          .description("1 if a version of the key may sign now")
          .tags("issuer", issuer.name(), "role", name)
          .register(Metrics.globalRegistry);
      Gauge.builder("vouchsafe.key.versions.published", keys, it -> published(it, role, clock))
          .description("versions that are not retired")
          .tags("issuer", issuer.name(), "role", name)
          .register(Metrics.globalRegistry);
      Gauge.builder("vouchsafe.key.policy", keys, it -> 1)
          .description(
              "1; the digest of the key policy is a label, so that instances that differ are seen")
          .tags("issuer", issuer.name(), "role", name, "digest", keys.policy(role).digest())
          .register(Metrics.globalRegistry);
    }
  }

  private static void gauge(
      String name, Issuer issuer, String description, ToDoubleFunction<IssuerKeys> value) {
    Gauge.builder(name, issuer.keys(), value)
        .description(description)
        .tags("issuer", issuer.name())
        .register(Metrics.globalRegistry);
  }

  private static double overdue(IssuerKeys keys, KeyRole role, InstantSource clock) {
    return keys.life(role).map(life -> life.rotationOverdue(clock.instant())).orElse(false) ? 1 : 0;
  }

  private static double ready(IssuerKeys keys, KeyRole role) {
    return keys.signing(role) instanceof SigningChoice.Ready ? 1 : 0;
  }

  private static double published(IssuerKeys keys, KeyRole role, InstantSource clock) {
    return role.published()
        ? keys.published(role, clock.instant()).size()
        : keys.life(role).map(life -> life.published(clock.instant()).size()).orElse(0);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
