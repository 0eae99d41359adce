package io.vouchsafe.key;

/** What happens in the life of an issuer's keys, told once each time it changes. */
public interface KeyEvents {
  /** A reading failed, for another reason than the last one. */
  void readingFailed(KeyFault fault);

  /** A reading is good again, or good for the first time. */
  void read(SigningKey key);

  /** Vault shows a key of the same name whose public keys are all others than before. */
  void replaced(SigningKey before, SigningKey after);

  /** A key in use turned out to be {@link SigningKey#recoverable()}. */
  void recoverable(SigningKey key);

  /** A version went over into another phase, or was cut off. */
  void turned(KeyTurn turn, SigningKey key, KeyVersion version);
}
