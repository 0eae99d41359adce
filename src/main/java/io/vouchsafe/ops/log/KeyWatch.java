package io.vouchsafe.ops.log;

import io.vouchsafe.base.Troubles;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyRole;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/** Warns operators of conditions that do no harm yet, once each time one begins. */
public final class KeyWatch {
  private static final int MOST_PUBLISHED = 4;

  private enum Condition {
    OVERDUE,
    IN_THE_FUTURE,
    CROWDED
  }

  private record Subject(KeyRole role, Condition condition) {}

  private final Issuer issuer;
  private final KeyWarnings warnings;
  private final InstantSource clock;
  private final Troubles<Subject, Condition> known;

  public KeyWatch(Issuer issuer, KeyWarnings warnings, InstantSource clock) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.warnings = Objects.requireNonNull(warnings, "warnings");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.known = new Troubles<>(clock);
  }

  /** Checks every key as it was last read. */
  public void check() {
    Instant now = clock.instant();
    for (KeyRole role : issuer.keys().roles()) {
      issuer.keys().life(role).ifPresent(life -> check(life, now));
    }
  }

  private void check(KeyLife life, Instant now) {
    if (begins(Condition.OVERDUE, life, life.rotationOverdue(now))) {
      warnings.rotationOverdue(life);
    }
    if (begins(Condition.IN_THE_FUTURE, life, createdInTheFuture(life, now))) {
      warnings.createdInTheFuture(life);
    }
    int published = life.published(now).size();
    if (begins(Condition.CROWDED, life, published > MOST_PUBLISHED)) {
      warnings.manyVersions(life, published);
    }
  }

  private static boolean createdInTheFuture(KeyLife life, Instant now) {
    return life.key().newest().createdAt().isAfter(now.plus(life.policy().clockError()));
  }

  private boolean begins(Condition condition, KeyLife life, boolean holds) {
    Subject subject = new Subject(life.key().role(), condition);
    if (holds) {
      return known.failed(subject, condition);
    }
    known.worked(subject);
    return false;
  }
}
