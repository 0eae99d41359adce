package io.vouchsafe.proof;

/**
 * What a verified proof says.
 *
 * @param issuer whose it is
 * @param subject its {@code sub}
 */
public record Proof(TrustedIssuer issuer, String subject) {}
