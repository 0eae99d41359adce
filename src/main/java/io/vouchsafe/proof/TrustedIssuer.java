package io.vouchsafe.proof;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An issuer whose JWTs count as proofs, for one audience.
 *
 * @param name as configured; for messages
 * @param identity what its JWTs say of who issued them
 * @param audience the one {@code aud} that a proof must have
 * @param keys where its keys are found
 * @param caFile the only certificate authorities trusted when fetching, in PEM; read at each fetch
 * @param bearerTokenFile what to authenticate with when fetching; read at each fetch
 * @param rules what its JWTs must say beside that
 */
public record TrustedIssuer(
    String name,
    Identity identity,
    String audience,
    KeySource keys,
    Optional<Path> caFile,
    Optional<Path> bearerTokenFile,
    ProofRules rules) {

  /** What a JWT says of who issued it. */
  public sealed interface Identity {

    /** The {@code iss}, compared octet by octet. */
    record Issuer(String iss) implements Identity {
      public Issuer {
        Objects.requireNonNull(iss, "iss");
      }

      @Override
      public String toString() {
        return "issuer " + iss;
      }
    }

    /** The trust domain in the {@code sub} of a JWT-SVID. */
    record TrustDomain(String name) implements Identity {
      private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,255}");

      /**
       * @throws IllegalArgumentException if it is no trust domain's name (SPIFFE-ID, 2.1), such as
       *     {@code prod.example.com}
       */
      public TrustDomain {
        if (!NAME.matcher(name).matches()) {
          throw new IllegalArgumentException(
              "a trust domain is lower-case letters, digits, dots, dashes and underscores, without spiffe://");
        }
      }

      @Override
      public String toString() {
        return "trust domain " + name;
      }
    }
  }

  /** Where keys are found. */
  public sealed interface KeySource {

    /** A JWKS on disk. */
    record OfFile(Path path) implements KeySource {}

    /** A JWKS at a URL; https, or http on loopback. */
    record OfUri(URI jwksUri) implements KeySource {
      public OfUri {
        Origin.requireSafe("jwks-uri", jwksUri);
      }
    }

    /** The {@code jwks_uri} that the issuer's OpenID Connect discovery document names. */
    record Discovery() implements KeySource {}
  }

  /**
   * @throws IllegalArgumentException naming the setting that cannot work
   */
  public TrustedIssuer {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(caFile, "caFile");
    Objects.requireNonNull(bearerTokenFile, "bearerTokenFile");
    Objects.requireNonNull(rules, "rules");
    if (identity instanceof Identity.TrustDomain && !rules.types().isEmpty()) {
      throw new IllegalArgumentException(
          "types is for an issuer; a JWT-SVID's typ is JWT or JOSE (JWT-SVID, 2.3)");
    }
    if (audience == null || audience.isBlank()) {
      throw new IllegalArgumentException("audience is missing: a proof must be meant for us");
    }
    if (keys instanceof KeySource.Discovery) {
      discoveryUri(identity);
    }
    if (keys instanceof KeySource.OfFile && (caFile.isPresent() || bearerTokenFile.isPresent())) {
      throw new IllegalArgumentException(
          "ca-file and bearer-token-file are for fetching, and a jwks-file is not fetched");
    }
  }

  /**
   * Where the discovery document is (OpenID Connect Discovery 1.0, 4.1).
   *
   * @throws IllegalArgumentException if the identity is not an issuer's URL
   */
  static URI discoveryUri(Identity identity) {
    return switch (identity) {
      case Identity.Issuer(String iss) -> {
        String base = iss.endsWith("/") ? iss.substring(0, iss.length() - 1) : iss;
        URI uri = URI.create(base + "/.well-known/openid-configuration");
        Origin.requireSafe("issuer", uri);
        yield uri;
      }
      case Identity.TrustDomain _ ->
          throw new IllegalArgumentException(
              "a trust domain has no discovery: jwks-uri or jwks-file is needed");
    };
  }

  /** The name of one of its settings; who configured it knows which of our issuers trusts it. */
  String setting(String last) {
    return "vouchsafe.issuers.<name>.trusted-issuers.%s.%s".formatted(name, last);
  }

  boolean cannotBeToldFrom(TrustedIssuer other) {
    return identity.equals(other.identity) && audience.equals(other.audience);
  }
}
