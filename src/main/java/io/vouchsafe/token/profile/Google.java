package io.vouchsafe.token.profile;

import java.util.List;

/**
 * Workload identity federation of Google Cloud. Its 127 characters of {@code google.subject} hold
 * for every {@code sub} of ours ({@link io.vouchsafe.token.SubjectTemplate#MAX_LENGTH}), and its 24
 * hours between {@code iat} and {@code exp} for every lifetime.
 */
public record Google() implements Profile {
  static final String PROVIDERS =
      "https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers#Oidc";

  static final int AUDIENCE = 256;

  private static final List<Rule> RULES =
      List.of(
          new Rule.OfSettings(
              "google-issuer",
              "an issuer that is https",
              PROVIDERS,
              Rule.Term.ISSUER,
              terms -> IssuerUrls.isHttpsOrLocal(terms.issuer())),
          new Rule.OfSettings(
              "google-audience",
              "an audience of at most %d characters".formatted(AUDIENCE),
              PROVIDERS,
              Rule.Term.AUDIENCE,
              terms -> terms.audience().length() <= AUDIENCE));

  @Override
  public RelyingParty kind() {
    return RelyingParty.GOOGLE;
  }

  @Override
  public List<Rule> rules() {
    return RULES;
  }
}
