package io.vouchsafe.key;

/** What came of asking for one key. */
public sealed interface KeyReading {

  /** The custodian's whole and consistent answer. */
  record Good(SigningKey key) implements KeyReading {}

  /** No answer that counts; nothing may change because of it. */
  record Failed(KeyFault fault) implements KeyReading {}
}
