package io.vouchsafe.rotation;

import io.vouchsafe.caller.ExpiredRevocations;
import io.vouchsafe.caller.RevocationStore;
import java.util.Objects;

/** Removes the revocations of one issuer that have expired. */
public final class RevocationCleaning {
  /** Is told what came of it. */
  public interface Events {
    /**
     * It worked.
     *
     * @param removed how many entries had expired
     */
    void cleaned(int removed);

    /** It failed, after some entries perhaps. */
    void failed(RevocationStore.Fault fault);
  }

  private final ExpiredRevocations expired;
  private final Events events;

  public RevocationCleaning(ExpiredRevocations expired, Events events) {
    this.expired = Objects.requireNonNull(expired, "expired");
    this.events = Objects.requireNonNull(events, "events");
  }

  /**
   * Removes them.
   *
   * @return whether none is left
   */
  boolean round() {
    try {
      events.cleaned(expired.remove());
      return true;
    } catch (RevocationStore.Fault fault) {
      events.failed(fault);
      return false;
    }
  }
}
