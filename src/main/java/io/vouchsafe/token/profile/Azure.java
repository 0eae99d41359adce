package io.vouchsafe.token.profile;

import io.vouchsafe.key.SigningAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Federated identity credentials of Entra ID. It compares {@code iss}, {@code sub} and {@code aud}
 * to the letter, and an app has 20 credentials, so the {@code sub} should be short and stable. Its
 * SDKs keep a token that they read from a file for ten minutes, so a token in a file has to live
 * for {@link #LEAST_IN_FILES} at least.
 */
public record Azure() implements Profile {
  static final String CONSIDERATIONS =
      "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations";

  /** The lifetime of a token that is written to a file for an SDK of Azure. */
  public static final Duration LEAST_IN_FILES = Duration.ofMinutes(50);

  static final int LONGEST = 600;

  private static final List<Rule> RULES =
      List.of(
          new Rule.OfSettings(
              "azure-issuer",
              "an issuer that is https and has at most %d characters".formatted(LONGEST),
              CONSIDERATIONS,
              Rule.Term.ISSUER,
              terms ->
                  IssuerUrls.isHttpsOrLocal(terms.issuer())
                      && terms.issuer().toString().length() <= LONGEST),
          new Rule.OfSettings(
              "azure-algorithm",
              "RS256 for certain and no other algorithm",
              CONSIDERATIONS,
              Rule.Term.ALGORITHM,
              terms -> terms.algorithm() == SigningAlgorithm.RS256),
          new Rule.OfSettings(
              "azure-audience",
              "an audience of at most %d characters".formatted(LONGEST),
              CONSIDERATIONS,
              Rule.Term.AUDIENCE,
              terms -> terms.audience().length() <= LONGEST));

  @Override
  public RelyingParty kind() {
    return RelyingParty.AZURE;
  }

  @Override
  public Optional<Duration> defaultTtl() {
    return Optional.of(Duration.ofHours(1));
  }

  @Override
  public List<Rule> rules() {
    return RULES;
  }
}
