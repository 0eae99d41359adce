package io.vouchsafe.proof;

import static io.vouchsafe.testing.Jwts.OTHER_RSA;
import static io.vouchsafe.testing.Jwts.P256;
import static io.vouchsafe.testing.Jwts.P384;
import static io.vouchsafe.testing.Jwts.P521;
import static io.vouchsafe.testing.Jwts.RSA;
import static io.vouchsafe.testing.Jwts.SHORT_RSA;
import static io.vouchsafe.testing.Jwts.b64;
import static io.vouchsafe.testing.Jwts.ecJwk;
import static io.vouchsafe.testing.Jwts.jwks;
import static io.vouchsafe.testing.Jwts.rsaJwk;
import static io.vouchsafe.testing.Jwts.signed;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two trusted issuers, an OpenID one and a SPIFFE trust domain, and proofs that they signed. */
abstract class TrustedProofs {
  static final String ISS = "https://platform.example";
  static final String AUD = "vouchsafe";

  @TempDir Path files;
  final AdjustableClock clock = new AdjustableClock();
  final Events events = new Events();
  TrustedIssuer platform;
  TrustedIssuer svids;
  ProofVerifier verifier;

  @BeforeEach
  void trust() throws IOException {
    String short1024 =
        """
        {"kty":"RSA","kid":"short","n":"%s","e":"AQAB"}\
        """
            .formatted(
                b64(
                    ((java.security.interfaces.RSAPublicKey) SHORT_RSA.getPublic())
                        .getModulus()
                        .toByteArray()));
    platform =
        trusted(
            "platform",
            new Identity.Issuer(ISS),
            AUD,
            jwks(
                rsaJwk(RSA, "rsa").build().toJSONString(),
                rsaJwk(OTHER_RSA, "rsa-bound").algorithm(JWSAlgorithm.RS256).build().toJSONString(),
                rsaJwk(RSA, "rsa-enc").keyUse(KeyUse.ENCRYPTION).build().toJSONString(),
                rsaJwk(RSA, "rsa-svid").keyUse(new KeyUse("jwt-svid")).build().toJSONString(),
                ecJwk(P256, "p256").build().toJSONString(),
                ecJwk(P384, "p384").build().toJSONString(),
                ecJwk(P521, "p521").build().toJSONString(),
                short1024));
    svids =
        trusted(
            "svids",
            new Identity.TrustDomain("prod.example"),
            AUD,
            jwks(
                ecJwk(P256, "svid").keyUse(new KeyUse("jwt-svid")).build().toJSONString(),
                ecJwk(P384, "x509").keyUse(new KeyUse("x509-svid")).build().toJSONString()));
    verifier = new ProofVerifier(List.of(platform, svids), clock, events);
  }

  TrustedIssuer trusted(String name, Identity identity, String audience, String jwks)
      throws IOException {
    Path file = Files.writeString(files.resolve(name + ".json"), jwks);
    return TrustedIssuers.standard(
        name, identity, audience, new KeySource.OfFile(file), Optional.empty(), Optional.empty());
  }

  long in(long seconds) {
    return clock.instant().getEpochSecond() + seconds;
  }

  String claims(String aud, String others) {
    return "{\"iss\":\"%s\",\"sub\":\"edge:1\",\"aud\":%s%s}".formatted(ISS, aud, others);
  }

  String good() {
    return claims("\"vouchsafe\"", ",\"exp\":" + in(300));
  }

  static String header(String alg, String kid) {
    return "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"JWT\"}".formatted(alg, kid);
  }

  static String rs256(String payload) {
    return signed(header("RS256", "rsa"), payload, RSA.getPrivate(), "SHA256withRSA");
  }
}
