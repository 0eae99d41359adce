package io.vouchsafe.token.profile;

import io.vouchsafe.key.SigningAlgorithm;
import java.net.URI;
import java.util.Objects;

/** What is certain of every token for an audience. */
public record Terms(URI issuer, String audience, SigningAlgorithm algorithm) {
  public Terms {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(audience, "audience");
    Objects.requireNonNull(algorithm, "algorithm");
  }
}
