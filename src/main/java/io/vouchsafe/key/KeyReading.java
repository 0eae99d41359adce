package io.vouchsafe.key;

import java.util.Optional;

/** The result of reading one key. */
public sealed interface KeyReading {

  /**
   * The custodian's whole and consistent answer.
   *
   * @param clock what the answer says of its clock, if it does
   */
  record Good(SigningKey key, Optional<ClockOffset> clock) implements KeyReading {
    /** An answer that says nothing of its clock. */
    public Good(SigningKey key) {
      this(key, Optional.empty());
    }
  }

  /** No usable answer; nothing may change because of it. */
  record Failed(KeyFault fault) implements KeyReading {}
}
