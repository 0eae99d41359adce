package io.vouchsafe.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.testing.Expect;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedIssuerTest {
  private static TrustedIssuer of(Identity identity, String audience, KeySource keys) {
    return TrustedIssuers.standard(
        "t", identity, audience, keys, Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example, https://a.example/.well-known/openid-configuration",
    "https://a.example/, https://a.example/.well-known/openid-configuration",
    "https://a.example/x/y, https://a.example/x/y/.well-known/openid-configuration",
    "http://localhost:8200/v1/identity/oidc, http://localhost:8200/v1/identity/oidc/.well-known/openid-configuration"
  })
  void discoveryIsBelowTheIssuer(String iss, URI discovery) {
    assertEquals(discovery, TrustedIssuer.discoveryUri(new Identity.Issuer(iss)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example/jwks",
        "http://127.0.0.1.evil.example/jwks",
        "http://localhost.evil.example/jwks",
        "http://10.0.0.1/jwks",
        "ftp://a.example/jwks",
        "file:///jwks",
        "/jwks",
        "https://user@a.example/jwks",
        "https://a.example/jwks#x"
      })
  void keysAreFetchedSafelyOrNotAtAll(URI uri) {
    Expect.illegal("jwks-uri", () -> new KeySource.OfUri(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:1/j",
        "http://127.0.0.1/j",
        "http://[::1]:8200/j",
        "https://a/j"
      })
  void httpIsForLoopbackOnly(URI uri) {
    assertEquals(uri, new KeySource.OfUri(uri).jwksUri());
  }

  @Test
  void discoveryNeedsAnIssuersUrl() {
    Expect.illegal(
        "issuer must be https",
        () -> of(new Identity.Issuer("http://a.example"), "aud", new KeySource.Discovery()));
    Expect.illegal(
        "jwks-uri or jwks-file is needed",
        () -> of(new Identity.TrustDomain("a.example"), "aud", new KeySource.Discovery()));
  }

  @Test
  void anAudienceIsNeeded() {
    Expect.illegal(
        "audience is missing",
        () -> of(new Identity.Issuer("https://a.example"), "", new KeySource.Discovery()));
  }

  @Test
  void aFileIsNotFetched() {
    Expect.illegal(
        "ca-file",
        () ->
            TrustedIssuers.standard(
                "t",
                new Identity.Issuer("https://a.example"),
                "aud",
                new KeySource.OfFile(Path.of("jwks.json")),
                Optional.of(Path.of("ca.pem")),
                Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spiffe://prod.example", "Prod.example", "prod.example/ns", ""})
  void aTrustDomainIsAName(String name) {
    Expect.illegal("trust domain", () -> new Identity.TrustDomain(name));
  }
}
