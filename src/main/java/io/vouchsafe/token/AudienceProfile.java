package io.vouchsafe.token;

import io.vouchsafe.key.SigningAlgorithm;
import java.time.Duration;
import java.util.Objects;

/**
 * What is configured of one relying party.
 *
 * @param maxTtl the longest lifetime of a token for it
 */
public record AudienceProfile(SigningAlgorithm algorithm, Duration maxTtl) {
  public AudienceProfile {
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(maxTtl, "maxTtl");
  }
}
