package io.vouchsafe.token;

import io.vouchsafe.key.SigningAlgorithm;
import java.time.Duration;
import java.util.Map;

/**
 * What an {@link IssuancePolicy} allowed: all of a token but its times, its id and its key version.
 *
 * @param nbfAllowance how far {@code nbf} lies before {@code iat}
 */
public record TokenShape(
    String subject,
    String audience,
    Duration ttl,
    Duration nbfAllowance,
    SigningAlgorithm algorithm,
    Map<String, Object> claims) {

  /** With the {@code nbf} of a token for a relying party of which nothing is known. */
  public TokenShape(
      String subject,
      String audience,
      Duration ttl,
      SigningAlgorithm algorithm,
      Map<String, Object> claims) {
    this(subject, audience, ttl, AudienceProfile.NBF_ALLOWANCE, algorithm, claims);
  }
}
