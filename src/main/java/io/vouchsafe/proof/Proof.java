package io.vouchsafe.proof;

/**
 * Who somebody is, as a trusted issuer says and as was verified. Brokers are matched by it,
 * whatever it was made of.
 */
public sealed interface Proof permits JwtProof {

  /** Who says so. */
  TrustedIssuer issuer();

  /** The name that the issuer gives to whoever shows the proof; unique among its subjects. */
  String subject();
}
