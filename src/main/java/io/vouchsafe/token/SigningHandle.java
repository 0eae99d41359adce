package io.vouchsafe.token;

import io.vouchsafe.base.Deadline;
import java.util.concurrent.atomic.AtomicBoolean;

/** The right to have one prepared token signed, once. Only a prepared token yields it. */
public final class SigningHandle {
  private final PreparedToken token;
  private final String caller;
  private final Deadline deadline;
  private final AtomicBoolean spent = new AtomicBoolean();

  SigningHandle(PreparedToken token, String caller, Deadline deadline) {
    this.token = token;
    this.caller = caller;
    this.deadline = deadline;
  }

  public PreparedToken token() {
    return token;
  }

  /** Whose turn the token takes: the grant or the broker that asks. */
  public String caller() {
    return caller;
  }

  public Deadline deadline() {
    return deadline;
  }

  /**
   * Spends the handle.
   *
   * @throws IllegalStateException if it was spent before
   */
  public void spend() {
    if (!spent.compareAndSet(false, true)) {
      throw new IllegalStateException("this handle has signed already");
    }
  }
}
