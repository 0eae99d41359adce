package io.vouchsafe.ops.metrics;

import io.vouchsafe.key.KeyLife;
import io.vouchsafe.ops.log.KeyWarnings;
import java.util.Objects;

/** Counts how often the rotation of one issuer's keys became overdue. */
public final class MeteredKeyWarnings implements KeyWarnings {
  private final String issuer;
  private final KeyWarnings next;
  private final KeyEventCounter counter;

  /**
   * @param next gets every warning, before it is counted
   */
  public MeteredKeyWarnings(String issuer, KeyWarnings next, KeyEventCounter counter) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.next = Objects.requireNonNull(next, "next");
    this.counter = Objects.requireNonNull(counter, "counter");
  }

  @Override
  public void rotationOverdue(KeyLife life) {
    next.rotationOverdue(life);
    counter.count(issuer, life.key().name(), KeyEventCounter.ROTATION_OVERDUE);
  }

  @Override
  public void createdInTheFuture(KeyLife life) {
    next.createdInTheFuture(life);
  }

  @Override
  public void manyVersions(KeyLife life, int published) {
    next.manyVersions(life, published);
  }
}
