package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** The revocations of one issuer that no living grant can need any more. */
public final class ExpiredRevocations {
  private final RevocationStore store;
  private final InstantSource clock;

  /**
   * @param store under a login that may remove
   */
  public ExpiredRevocations(RevocationStore store, InstantSource clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Removes them, one after the other. What is no name of a revocation stays.
   *
   * @return how many there were
   * @throws RevocationStore.Fault if they could not be listed, or one of them not be removed
   */
  public int remove() throws RevocationStore.Fault {
    Instant now = clock.instant();
    List<String> expired =
        store.list(Deadline.in(store.timeout())).stream()
            .filter(name -> expired(name, now))
            .toList();
    for (String name : expired) {
      store.remove(name);
    }
    return expired.size();
  }

  private static boolean expired(String name, Instant now) {
    return RevocationEntry.parse(name).filter(entry -> entry.expiresAt().isBefore(now)).isPresent();
  }
}
