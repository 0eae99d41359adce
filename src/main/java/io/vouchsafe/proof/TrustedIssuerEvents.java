package io.vouchsafe.proof;

/** What happens to the keys of trusted issuers; each change is reported once. */
public interface TrustedIssuerEvents {
  /** Its keys could not be read, for another reason than the last time; without a secret. */
  void keysFailed(TrustedIssuer issuer, String reason);

  /** Its keys were read again, or for the first time. */
  void keysRead(TrustedIssuer issuer, int count);

  /** A caller could not be told to be good or not, since its keys are not available. */
  default void callerRefused(TrustedIssuer issuer) {}
}
