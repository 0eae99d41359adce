package io.vouchsafe.agent.lint;

import static io.vouchsafe.agent.lint.RelyingParty.AWS;
import static io.vouchsafe.agent.lint.RelyingParty.AZURE;
import static io.vouchsafe.agent.lint.RelyingParty.GOOGLE;
import static io.vouchsafe.agent.lint.RelyingParty.KUBERNETES;
import static io.vouchsafe.agent.lint.RelyingParty.ORACLE;
import static io.vouchsafe.agent.lint.RelyingParty.PYPI;
import static io.vouchsafe.agent.lint.Rule.refused;
import static io.vouchsafe.agent.lint.Rule.when;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.jwt.Jwt;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the JWKS as a whole has to be like. */
final class JwksRules {
  static final String AWS_KEYS =
      "AWS IAM User Guide, Create an OpenID Connect identity provider: prerequisites and quotas";

  private static final int MOST_AT_AWS = 100;
  private static final int MOST_AT_ORACLE = 10;

  static List<Rule> all() {
    return List.of(
        refused(
            "jwks-missing",
            RelyingParty.all(),
            "OpenID Connect Discovery 1.0, 3: jwks_uri",
            "serve it to everybody, without credentials, at jwks_uri",
            JwksRules::missing),
        refused(
            "jwks-json",
            RelyingParty.all(),
            "RFC 7517, 5",
            "serve one JSON object in UTF-8 with a list called keys",
            issuer ->
                when(
                    issuer.jwks().filter(Page::isGood).isPresent() && issuer.keySet().isEmpty(),
                    "the JWKS is not a JSON object with keys")),
        refused(
            "jwks-empty",
            RelyingParty.all(),
            "RFC 7517, 5.1",
            "publish a key before the first token; an empty set refuses all tokens",
            issuer ->
                when(
                    issuer.keySet().isPresent() && issuer.keys().isEmpty(), "the JWKS has no key")),
        refused(
            "jwks-many-aws",
            Set.of(AWS),
            AWS_KEYS + ": 100 RSA and 100 EC keys",
            "take away keys that no living token needs",
            issuer ->
                when(
                    ofType(issuer, "RSA") > MOST_AT_AWS || ofType(issuer, "EC") > MOST_AT_AWS,
                    "the JWKS has %d RSA and %d EC keys"
                        .formatted(ofType(issuer, "RSA"), ofType(issuer, "EC")))),
        refused(
            "jwks-many-oracle",
            Set.of(ORACLE),
            "Oracle Cloud Infrastructure, API Gateway: ten keys",
            "take away keys that no living token needs",
            issuer ->
                when(
                    issuer.keys().size() > MOST_AT_ORACLE,
                    "the JWKS has %d keys".formatted(issuer.keys().size()))),
        refused(
            "kid-missing",
            Set.of(AWS, GOOGLE, KUBERNETES),
            AWS_KEYS + "; Google Cloud IAM, workload identity federation: kid is required",
            "give each key a kid, such as its thumbprint (RFC 7638)",
            issuer ->
                when(
                    issuer.keys().stream().anyMatch(key -> kid(key).isEmpty()),
                    "the JWKS has a key without kid")),
        refused(
            "kid-twice",
            Set.of(AWS, GOOGLE, KUBERNETES),
            "RFC 7517, 4.5; AWS keeps the last of them",
            "give each key a kid of its own, and never use one again",
            JwksRules::twice),
        refused(
            "no-rsa-key",
            Set.of(AZURE, PYPI),
            "Microsoft Entra, workload identity federation: RS256; PyPI takes RS256 alone",
            "publish an RSA key and sign their tokens with RS256",
            issuer ->
                when(
                    !issuer.keys().isEmpty() && ofType(issuer, "RSA") == 0,
                    "the JWKS has no RSA key")),
        refused(
            "no-google-key",
            Set.of(GOOGLE),
            "Google Cloud IAM, workload identity federation: RS256 or ES256",
            "publish an RSA or a P-256 key and sign Google's tokens with it",
            issuer ->
                when(
                    !issuer.keys().isEmpty() && issuer.keys().stream().noneMatch(forGoogle()),
                    "the JWKS has neither an RSA nor a P-256 key")));
  }

  private JwksRules() {}

  static Optional<String> kid(ObjectNode key) {
    return Jwt.text(key, "kid").filter(kid -> !kid.isEmpty());
  }

  private static long ofType(Observed observed, String kty) {
    return observed.keys().stream().filter(key -> kty.equals(key.path("kty").asText())).count();
  }

  private static Predicate<ObjectNode> forGoogle() {
    return key ->
        key.path("kty").asText().equals("RSA") || key.path("crv").asText().equals("P-256");
  }

  private static List<String> missing(Observed observed) {
    return observed
        .noJwks()
        .or(
            () ->
                observed
                    .jwks()
                    .filter(page -> !page.isGood())
                    .map(page -> "the JWKS is answered with " + page.status()))
        .stream()
        .toList();
  }

  private static List<String> twice(Observed observed) {
    Set<String> seen = new HashSet<>();
    return observed.keys().stream()
        .flatMap(key -> kid(key).stream())
        .filter(kid -> !seen.add(kid))
        .distinct()
        .map(kid -> "two keys have the kid " + kid)
        .toList();
  }
}
