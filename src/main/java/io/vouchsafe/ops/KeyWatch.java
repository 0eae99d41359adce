package io.vouchsafe.ops;

import io.micrometer.core.instrument.Metrics;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;

/** Warns operators, once each time it comes about, of what harms nobody yet and should not last. */
public final class KeyWatch {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.keys");
  private static final int MOST_PUBLISHED = 4;

  private final Issuer issuer;
  private final InstantSource clock;
  private final Set<KeyRole> overdue = EnumSet.noneOf(KeyRole.class);
  private final Set<KeyRole> ahead = EnumSet.noneOf(KeyRole.class);
  private final Set<KeyRole> crowded = EnumSet.noneOf(KeyRole.class);

  public KeyWatch(Issuer issuer, InstantSource clock) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Looks at every key as it was last read. */
  public void look() {
    Instant now = clock.instant();
    for (KeyRole role : issuer.keys().roles()) {
      issuer.keys().life(role).ifPresent(life -> look(life, now));
    }
  }

  private void look(KeyLife life, Instant now) {
    if (news(overdue, life, life.rotationOverdue(now))) {
      LOG.warnf(
          "issuer %s: key %s rotation overdue: its newest version was created at %s; see that an instance runs with vouchsafe.rotation.mode=on, only or once and what it logs, or rotate by hand: vault/rotate %s",
          issuer.name(), life.key().name(), life.key().newest().createdAt(), life.key().name());
      Metrics.counter(
              KeyMetrics.EVENTS,
              "issuer",
              issuer.name(),
              "key",
              life.key().name(),
              "event",
              "rotation_overdue")
          .increment();
    }
    KeyVersion newest = life.key().newest();
    if (news(ahead, life, newest.createdAt().isAfter(now.plus(life.policy().clockError())))) {
      LOG.warnf(
          "issuer %s: key %s version %d was created in the future, at %s; it stays announced until %s, and the one before it signs",
          issuer.name(),
          life.key().name(),
          newest.number(),
          newest.createdAt(),
          life.signsFrom(newest));
    }
    int published = life.published(now).size();
    if (news(crowded, life, published > MOST_PUBLISHED)) {
      LOG.warnf(
          "issuer %s: key %s has %d versions that are not over; some relying parties read few keys, so find out who rotates so often",
          issuer.name(), life.key().name(), published);
    }
  }

  private static boolean news(Set<KeyRole> known, KeyLife life, boolean holds) {
    KeyRole role = life.key().role();
    if (holds) {
      return known.add(role);
    }
    known.remove(role);
    return false;
  }
}
