package io.vouchsafe.token.profile;

import java.util.List;

/**
 * The API server of a cluster, by its structured authentication configuration. It takes RS256 and
 * ES256, and any {@code sub} and claims that its mapping names.
 */
public record Kubernetes() implements Profile {
  static final String AUTHENTICATION =
      "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#openid-connect-tokens";

  private static final List<Rule> RULES =
      List.of(
          new Rule.OfSettings(
              "kubernetes-issuer",
              "an issuer that is https, also on the same machine",
              AUTHENTICATION,
              Rule.Term.ISSUER,
              terms -> IssuerUrls.isHttps(terms.issuer())));

  @Override
  public RelyingParty kind() {
    return RelyingParty.KUBERNETES;
  }

  @Override
  public List<Rule> rules() {
    return RULES;
  }
}
