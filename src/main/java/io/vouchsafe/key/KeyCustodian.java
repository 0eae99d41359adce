package io.vouchsafe.key;

/** Holds the private keys: Vault's Transit engine. */
@FunctionalInterface
public interface KeyCustodian {
  /**
   * Reads one key. Blocks for at most the custodian's own timeout and never throws for its faults.
   */
  KeyReading read(KeyRole role);

  /** How to get new keys in the place of these: a sentence with the command in it. */
  default String newKeys() {
    return "make new keys under another prefix and set key-prefix to it";
  }
}
