package io.vouchsafe.key;

/**
 * What happens in the life of an issuer's keys; each change is reported once. A listener implements
 * only what it needs.
 */
public interface KeyEvents {
  /** A reading failed, for another reason than the last one. */
  default void readingFailed(KeyFault fault) {}

  /** A reading is good again, or good for the first time. */
  default void read(SigningKey key) {}

  /** The key was read and signs nothing all the same; told with each such reading. */
  default void signsNothing(SigningKey key, SigningChoice.Unavailable why) {}

  /**
   * The key is new beside older ones, or nobody can tell, and signs nothing yet; told with each
   * such reading.
   */
  default void waits(SigningKey key, SigningChoice.NotBefore until) {}

  /** Nothing that was read forbids the key to sign; told with each such reading. */
  default void maySign(SigningKey key) {}

  /** Vault shows a key of the same name whose public keys are all others than before. */
  default void replaced(SigningKey before, SigningKey after) {}

  /** A key in use turned out to be {@link KeyTraits#recoverable()}. */
  default void recoverable(SigningKey key) {}

  /**
   * Its issuer is an organisation's, and its keys are not listed any more, or are again. Keys that
   * are not listed are gone: what failed with them is nobody's fault.
   */
  default void listed(boolean there) {}

  /** A version entered another phase, or was cut off. */
  default void turned(KeyTurn turn, SigningKey key, KeyVersion version) {}
}
