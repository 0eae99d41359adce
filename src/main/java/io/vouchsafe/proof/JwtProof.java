package io.vouchsafe.proof;

import java.util.Objects;

/**
 * A proof that was a JWT.
 *
 * @param subject its {@code sub}
 */
record JwtProof(TrustedIssuer issuer, String subject) implements Proof {
  JwtProof {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(subject, "subject");
  }
}
