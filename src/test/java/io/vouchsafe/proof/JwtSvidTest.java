package io.vouchsafe.proof;

import static io.vouchsafe.testing.Jwts.P256;
import static io.vouchsafe.testing.Jwts.P384;
import static io.vouchsafe.testing.Jwts.ecJwk;
import static io.vouchsafe.testing.Jwts.jwks;
import static io.vouchsafe.testing.Jwts.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.testing.Expect;
import java.io.IOException;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtSvidTest extends TrustedProofs {
  private String svid(String header, String sub, KeyPair key, String jca) {
    String payload = "{\"sub\":\"%s\",\"aud\":[\"vouchsafe\"],\"exp\":%d}".formatted(sub, in(300));
    return signed(header, payload, key.getPrivate(), jca);
  }

  private String svid(String sub) {
    return svid(header("ES256", "svid"), sub, P256, "SHA256withECDSAinP1363Format");
  }

  @Test
  void aJwtSvidIsOfItsTrustDomain() {
    assertEquals(
        new JwtProof(svids, "spiffe://prod.example/ns/edge"),
        verifier.verify(svid("spiffe://prod.example/ns/edge")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://test.example/ns/edge",
        "spiffe://prod.example",
        "spiffe://prod.example/",
        "spiffe://prod.example.evil/ns",
        "spiffe://prod.example@evil/ns",
        "spiffe://prod.example/ns/../edge",
        "spiffe://prod.example//edge",
        "SPIFFE://prod.example/ns",
        "prod.example"
      })
  void otherSubjectsAreOfNoTrustDomain(String sub) {
    Expect.refused("not trusted here", () -> verifier.verify(svid(sub)));
  }

  private String svidWithIss(String iss) {
    String payload =
        "{\"iss\":\"%s\",\"sub\":\"spiffe://prod.example/a\",\"aud\":\"vouchsafe\",\"exp\":%d}"
            .formatted(iss, in(300));
    return signed(
        header("ES256", "svid"), payload, P256.getPrivate(), "SHA256withECDSAinP1363Format");
  }

  @Test
  void aJwtSvidWithAnIssIsKnownByItsTrustDomain() {
    assertEquals(
        new JwtProof(svids, "spiffe://prod.example/a"), verifier.verify(svidWithIss("https://x")));
  }

  @Test
  void anIssThatIsTrustedItselfGoesBeforeTheTrustDomain() {
    Expect.refused("not that of a usable key", () -> verifier.verify(svidWithIss(ISS)));
  }

  @Test
  void anIssThatIsTrustedForAnotherAudienceLeavesTheTrustDomain() throws IOException {
    TrustedIssuer elsewhere =
        trusted(
            "elsewhere",
            new Identity.Issuer("https://y"),
            "elsewhere",
            jwks(ecJwk(P384, "svid").build().toJSONString()));
    ProofVerifier both = new ProofVerifier(List.of(elsewhere, svids), clock, events);
    assertEquals(svids, both.verify(svidWithIss("https://y")).issuer());
  }

  @Test
  void x509KeysVerifyNoJwtSvid() {
    String jwt =
        svid(
            header("ES384", "x509"),
            "spiffe://prod.example/a",
            P384,
            "SHA384withECDSAinP1363Format");
    Expect.refused("not that of a usable key", () -> verifier.verify(jwt));
  }

  @Test
  void otherSpiffeTokensAreNoJwtSvid() {
    String jwt =
        svid(
            header("ES256", "svid").replace("JWT", "wit+jwt"),
            "spiffe://prod.example/a",
            P256,
            "SHA256withECDSAinP1363Format");
    Expect.refused("typ", () -> verifier.verify(jwt));
  }
}
