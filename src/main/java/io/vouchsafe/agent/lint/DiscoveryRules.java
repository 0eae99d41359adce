package io.vouchsafe.agent.lint;

import static io.vouchsafe.agent.lint.RelyingParty.AZURE;
import static io.vouchsafe.agent.lint.RelyingParty.KUBERNETES;
import static io.vouchsafe.agent.lint.RelyingParty.OIDC;
import static io.vouchsafe.agent.lint.RelyingParty.PYPI;
import static io.vouchsafe.agent.lint.RelyingParty.VAULT;
import static io.vouchsafe.agent.lint.Rule.note;
import static io.vouchsafe.agent.lint.Rule.refused;
import static io.vouchsafe.agent.lint.Rule.when;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.agent.jwt.Jwt;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the discovery document has to say. */
final class DiscoveryRules {
  private static final String DISCOVERY_3 = "OpenID Connect Discovery 1.0, 3";
  private static final String ALGORITHMS = "id_token_signing_alg_values_supported";
  private static final List<String> LISTS =
      List.of("response_types_supported", "subject_types_supported", ALGORITHMS);
  private static final List<String> CLAIMS = List.of("iss", "sub", "aud", "exp", "iat");

  static List<Rule> all() {
    return List.of(
        refused(
            "discovery-missing",
            RelyingParty.all(),
            "OpenID Connect Discovery 1.0, 4",
            "serve it to everybody, without credentials, at the issuer and /.well-known/openid-configuration",
            issuer ->
                when(
                    !issuer.discovery().isGood(),
                    "the discovery document is answered with " + issuer.discovery().status())),
        refused(
            "discovery-json",
            RelyingParty.all(),
            "OpenID Connect Discovery 1.0, 4.2",
            "serve one JSON object in UTF-8, no member twice",
            issuer ->
                when(
                    issuer.discovery().isGood() && issuer.discovery().json().isEmpty(),
                    "the discovery document is not a JSON object")),
        refused(
            "discovery-issuer",
            RelyingParty.all(),
            "OpenID Connect Discovery 1.0, 4.3",
            "let issuer, iss of tokens and the URL that relying parties have be equal to the letter",
            DiscoveryRules::otherIssuer),
        refused(
            "jwks-uri",
            RelyingParty.all(),
            DISCOVERY_3,
            "name the URL of the JWKS",
            DiscoveryRules::noJwksUri),
        refused(
            "jwks-uri-http",
            IssuerRules.ONLY_HTTPS,
            DISCOVERY_3,
            "serve the JWKS with https",
            DiscoveryRules::httpJwksUri),
        refused(
            "discovery-members",
            Set.of(OIDC),
            DISCOVERY_3,
            "add them",
            DiscoveryRules::missingMembers),
        note(
            "discovery-endpoint-empty",
            Set.of(OIDC),
            DISCOVERY_3,
            "leave it away where nobody logs in",
            issuer ->
                when(
                    issuer.metadata().path("authorization_endpoint").asText("-").isEmpty(),
                    "authorization_endpoint is an empty text")),
        refused(
            "discovery-rs256",
            Set.of(AZURE, PYPI),
            DISCOVERY_3 + ": RS256 must be included",
            "sign with RS256 too, and list it",
            issuer ->
                when(
                    issuer.metadata().path(ALGORITHMS).isArray()
                        && !issuer.listed(ALGORITHMS).contains("RS256"),
                    ALGORITHMS + " has no RS256")),
        refused(
            "discovery-algorithms",
            Set.of(VAULT, KUBERNETES, OIDC),
            DISCOVERY_3 + "; go-oidc takes the listed algorithms alone",
            "list the algorithm of every key",
            DiscoveryRules::unlistedAlgorithms),
        note(
            "discovery-claims",
            Set.of(PYPI),
            DISCOVERY_3 + "; PyPI asks new publishers for claims_supported",
            "list the claims that tokens have",
            DiscoveryRules::missingClaims),
        note(
            "discovery-before-path",
            Set.of(OIDC),
            "RFC 8414, 3.1: before the issuer's path",
            "serve the same document there",
            DiscoveryRules::notBeforePath));
  }

  private DiscoveryRules() {}

  private static List<String> otherIssuer(Observed observed) {
    Optional<String> named = Jwt.text(observed.metadata(), "issuer");
    if (!observed.hasMetadata() || named.filter(observed.issuer()::equals).isPresent()) {
      return List.of();
    }
    return List.of(
        named
            .map(
                other ->
                    withoutSlash(other).equals(withoutSlash(observed.issuer()))
                        ? "the discovery document's issuer differs by a slash at its end: " + other
                        : "the discovery document is of another issuer, " + other)
            .orElse("the discovery document has no issuer"));
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private static List<String> noJwksUri(Observed observed) {
    if (!observed.hasMetadata()) {
      return List.of();
    }
    Optional<String> named = Jwt.text(observed.metadata(), "jwks_uri");
    if (named.isEmpty()) {
      return List.of("the discovery document has no jwks_uri");
    }
    return when(
        schemeOfJwksUri(observed).isEmpty(), "jwks_uri is no URL of the web: " + named.get());
  }

  private static List<String> httpJwksUri(Observed observed) {
    return when(
        !"http".equals(observed.url().getScheme())
            && schemeOfJwksUri(observed).filter("http"::equals).isPresent(),
        "jwks_uri is not https: " + observed.metadata().path("jwks_uri").asText());
  }

  /** https or http; empty where {@code jwks_uri} is no URL of these. */
  private static Optional<String> schemeOfJwksUri(Observed observed) {
    try {
      return Jwt.text(observed.metadata(), "jwks_uri")
          .map(URI::create)
          .filter(url -> url.getHost() != null && url.getScheme() != null)
          .map(url -> url.getScheme().toLowerCase(Locale.ROOT))
          .filter(Set.of("https", "http")::contains);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<String> missingMembers(Observed observed) {
    List<String> missing =
        LISTS.stream()
            .filter(
                member -> {
                  JsonNode list = observed.metadata().path(member);
                  return !list.isArray() || list.isEmpty();
                })
            .toList();
    return when(
        observed.hasMetadata() && !missing.isEmpty(),
        "the discovery document lacks " + String.join(", ", missing));
  }

  private static List<String> unlistedAlgorithms(Observed observed) {
    Set<String> unlisted = new LinkedHashSet<>();
    observed.keys().forEach(key -> Jwt.text(key, "alg").ifPresent(unlisted::add));
    unlisted.removeAll(observed.listed(ALGORITHMS));
    return when(
        observed.metadata().path(ALGORITHMS).isArray() && !unlisted.isEmpty(),
        "%s lacks %s, which a key has".formatted(ALGORITHMS, String.join(", ", unlisted)));
  }

  private static List<String> missingClaims(Observed observed) {
    List<String> listed = observed.listed("claims_supported");
    List<String> missing = CLAIMS.stream().filter(claim -> !listed.contains(claim)).toList();
    return when(
        observed.hasMetadata() && !missing.isEmpty(),
        "claims_supported lacks " + String.join(", ", missing));
  }

  private static List<String> notBeforePath(Observed observed) {
    return observed
        .beforePath()
        .filter(
            page ->
                !page.isGood()
                    || !page.json()
                        .flatMap(json -> Jwt.text(json, "issuer"))
                        .equals(Optional.of(observed.issuer())))
        .map(
            page ->
                "%s answers %s"
                    .formatted(
                        page.url().getRawPath(),
                        page.isGood() ? "another document" : Integer.toString(page.status())))
        .stream()
        .toList();
  }
}
