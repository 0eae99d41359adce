package io.vouchsafe.ops.metrics;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.SigningKey;
import java.util.Objects;

/** Counts what the rotation of one issuer's keys did. */
public final class MeteredRotation implements RotationEvents {
  private final String issuer;
  private final String keyPrefix;
  private final RotationEvents next;
  private final KeyEventCounter counter;

  /**
   * @param next gets every event, before it is counted
   */
  public MeteredRotation(
      String issuer, String keyPrefix, RotationEvents next, KeyEventCounter counter) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.keyPrefix = Objects.requireNonNull(keyPrefix, "keyPrefix");
    this.next = Objects.requireNonNull(next, "next");
    this.counter = Objects.requireNonNull(counter, "counter");
  }

  @Override
  public void rotated(SigningKey key) {
    next.rotated(key);
    count(KeyEventCounter.ROTATED, key.role());
  }

  @Override
  public void repeats(SigningKey key, String change, String reason) {
    next.repeats(key, change, reason);
  }

  @Override
  public void cannotRotate(SigningKey key) {
    next.cannotRotate(key);
  }

  @Override
  public void retired(SigningKey key) {
    next.retired(key);
    count(KeyEventCounter.MINIMUM_RAISED, key.role());
  }

  @Override
  public void settled(KeyRole role) {
    next.settled(role);
  }

  @Override
  public void failed(KeyRole role, String reason) {
    next.failed(role, reason);
    count(KeyEventCounter.ROTATION_FAILED, role);
  }

  private void count(String event, KeyRole role) {
    counter.count(issuer, role.keyName(keyPrefix), event);
  }
}
