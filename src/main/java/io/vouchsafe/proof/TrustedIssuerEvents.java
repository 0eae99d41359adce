package io.vouchsafe.proof;

/** What happens to the keys of trusted issuers, told once each time it changes. */
public interface TrustedIssuerEvents {
  /** Its keys could not be read, for another reason than the last time; without a secret. */
  void keysFailed(TrustedIssuer issuer, String reason);

  /** Its keys are there again, or for the first time. */
  void keysRead(TrustedIssuer issuer, int count);
}
