package io.vouchsafe.key;

/** What can happen to a key version; the words of the log and of the metrics. */
public enum KeyTurn {
  ANNOUNCED,
  BEGAN_TO_SIGN,
  CEASED_TO_SIGN,
  /** It left the JWKS when its time was over. */
  RETIRED,
  /** It left the JWKS for good, since newer versions were made too soon after it. */
  SKIPPED,
  /** A minimum was raised past it before its time was over. */
  REVOKED
}
