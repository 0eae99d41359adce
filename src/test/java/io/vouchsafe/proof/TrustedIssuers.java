package io.vouchsafe.proof;

import java.nio.file.Path;
import java.util.Optional;

/** Trusted issuers whose proofs are held to the standard rules. */
public final class TrustedIssuers {
  private TrustedIssuers() {}

  public static TrustedIssuer standard(
      String name,
      TrustedIssuer.Identity identity,
      String audience,
      TrustedIssuer.KeySource keys,
      Optional<Path> caFile,
      Optional<Path> bearerTokenFile) {
    return new TrustedIssuer(
        name, identity, audience, keys, caFile, bearerTokenFile, ProofRules.standard());
  }
}
