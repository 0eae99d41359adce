package io.vouchsafe.key;

/** The phases of a key version, in the order in which it goes through them. */
public enum KeyPhase {
  /** Published, and not yet signing: verifiers are given time to fetch it. */
  ANNOUNCED,
  /** Published and signing. */
  SIGNING,
  /** Published, and no longer signing: tokens under it may still live. */
  VERIFYING,
  /** Neither published nor signing, whether Vault still lists it or not. */
  RETIRED,
  /**
   * Neither published nor signing, and never anything else: newer versions were made too soon after
   * it. No version that signed is skipped, but for a revocation.
   */
  SKIPPED;

  /** Whether a version in this phase is in the JWKS, if its key is. */
  public boolean published() {
    return this != RETIRED && this != SKIPPED;
  }
}
