package io.vouchsafe.proof;

import io.vouchsafe.base.Trouble;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The keys of one trusted issuer as they were last read.
 *
 * @param count how many can verify a proof; 0 before the first reading
 * @param readAt when they were last read; empty before
 * @param trouble the failures to read them since the last success; their reason holds no secret
 */
public record TrustedKeys(
    TrustedIssuer issuer,
    int count,
    Optional<Instant> readAt,
    Optional<Trouble.Row<String>> trouble) {
  public TrustedKeys {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(trouble, "trouble");
  }
}
