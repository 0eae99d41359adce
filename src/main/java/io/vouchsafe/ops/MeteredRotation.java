package io.vouchsafe.ops;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.SigningKey;
import java.util.Objects;

/** Counts what the rotation of one issuer's keys did. */
public final class MeteredRotation implements RotationEvents {
  private final String issuer;
  private final String keyPrefix;
  private final RotationEvents next;

  /**
   * @param next gets every event, before it is counted
   */
  public MeteredRotation(String issuer, String keyPrefix, RotationEvents next) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.keyPrefix = Objects.requireNonNull(keyPrefix, "keyPrefix");
    this.next = Objects.requireNonNull(next, "next");
  }

  @Override
  public void rotated(SigningKey key) {
    next.rotated(key);
    count("rotated", key.role());
  }

  @Override
  public void retired(SigningKey key) {
    next.retired(key);
    count("minimum_raised", key.role());
  }

  @Override
  public void failed(KeyRole role, String reason) {
    next.failed(role, reason);
    count("rotation_failed", role);
  }

  private void count(String event, KeyRole role) {
    KeyEventCounter.count(issuer, role.keyName(keyPrefix), event);
  }
}
