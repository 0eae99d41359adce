package io.vouchsafe.vault;

/** What a call asks of Vault; the words of the metrics. */
public enum VaultOperation {
  /** A login with credentials. */
  LOGIN,
  /** Asking how long a token lives. */
  LOOKUP,
  /** Giving a token a longer life. */
  RENEW,
  /** Unwrapping a secret to log in with. */
  UNWRAP,
  /** Reading a key. */
  READ,
  /** Signing a batch. */
  SIGN,
  /** Asking what a token may do. */
  CHECK,
  /** Adding a version to a key. */
  ROTATE,
  /** Raising the minimums of a key. */
  RETIRE,
  /** Listing the names of entries. */
  LIST,
  /** Listing the names of keys. */
  LIST_KEYS,
  /** Adding an entry. */
  ADD,
  /** Removing an entry. */
  REMOVE;

  /**
   * Whether Vault answers 204 without a body where it did this, and nothing else ever (Vault API,
   * KV secrets engine, version 1).
   */
  boolean answersNothing() {
    return this == ADD || this == REMOVE;
  }
}
