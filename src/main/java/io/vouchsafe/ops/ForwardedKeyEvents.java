package io.vouchsafe.ops;

import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyTurn;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SigningKey;
import java.util.Objects;

/** Passes every event on; whoever extends it changes what becomes of some. */
public abstract class ForwardedKeyEvents implements KeyEvents {
  private final KeyEvents next;

  protected ForwardedKeyEvents(KeyEvents next) {
    this.next = Objects.requireNonNull(next, "next");
  }

  @Override
  public void readingFailed(KeyFault fault) {
    next.readingFailed(fault);
  }

  @Override
  public void read(SigningKey key) {
    next.read(key);
  }

  @Override
  public void waits(SigningKey key, SigningChoice.NotBefore until) {
    next.waits(key, until);
  }

  @Override
  public void signsNothing(SigningKey key, SigningChoice.Unavailable why) {
    next.signsNothing(key, why);
  }

  @Override
  public void maySign(SigningKey key) {
    next.maySign(key);
  }

  @Override
  public void replaced(SigningKey before, SigningKey after) {
    next.replaced(before, after);
  }

  @Override
  public void recoverable(SigningKey key) {
    next.recoverable(key);
  }

  @Override
  public void listed(boolean there) {
    next.listed(there);
  }

  @Override
  public void turned(KeyTurn turn, SigningKey key, KeyVersion version) {
    next.turned(turn, key, version);
  }
}
