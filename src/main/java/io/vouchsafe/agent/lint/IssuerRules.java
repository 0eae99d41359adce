package io.vouchsafe.agent.lint;

import static io.vouchsafe.agent.lint.RelyingParty.AWS;
import static io.vouchsafe.agent.lint.RelyingParty.AZURE;
import static io.vouchsafe.agent.lint.RelyingParty.GOOGLE;
import static io.vouchsafe.agent.lint.RelyingParty.KUBERNETES;
import static io.vouchsafe.agent.lint.RelyingParty.OIDC;
import static io.vouchsafe.agent.lint.Rule.note;
import static io.vouchsafe.agent.lint.Rule.refused;
import static io.vouchsafe.agent.lint.Rule.when;

import java.util.List;
import java.util.Set;

/** What the issuer's URL has to be like. */
final class IssuerRules {
  /** Who takes nothing that is served with http; Vault does. */
  static final Set<RelyingParty> ONLY_HTTPS = Set.of(AWS, GOOGLE, AZURE, KUBERNETES, OIDC);

  private static final String AWS_PROVIDER = "AWS IAM API reference, CreateOpenIDConnectProvider";
  private static final String DISCOVERY = "OpenID Connect Discovery 1.0, 3";
  private static final int LONGEST_AT_AWS = 255;

  static List<Rule> all() {
    return List.of(
        refused(
            "issuer-http",
            ONLY_HTTPS,
            DISCOVERY,
            "give it an issuer with https",
            issuer -> when(!"https".equals(issuer.url().getScheme()), "the issuer is not https")),
        refused(
            "issuer-query",
            Set.of(AWS, GOOGLE, AZURE, KUBERNETES, OIDC),
            DISCOVERY,
            "put what tells issuers apart into the path",
            issuer ->
                when(
                    issuer.url().getRawQuery() != null || issuer.url().getRawFragment() != null,
                    "the issuer has a query or a fragment")),
        refused(
            "issuer-port",
            Set.of(AWS),
            AWS_PROVIDER,
            "serve it on port 443, and name no port",
            issuer ->
                when(
                    issuer.url().getPort() >= 0,
                    "the issuer names port " + issuer.url().getPort())),
        refused(
            "issuer-long",
            Set.of(AWS),
            AWS_PROVIDER,
            "choose a shorter host or path",
            issuer ->
                when(
                    issuer.issuer().length() > LONGEST_AT_AWS,
                    "the issuer has %d characters, and AWS takes %d"
                        .formatted(issuer.issuer().length(), LONGEST_AT_AWS))),
        note(
            "issuer-slash",
            RelyingParty.all(),
            "OpenID Connect Discovery 1.0, 4.3",
            "leave the slash away, or write it in every trust policy too: issuers are compared to the letter",
            issuer -> when(issuer.issuer().endsWith("/"), "the issuer ends with a slash")));
  }

  private IssuerRules() {}
}
