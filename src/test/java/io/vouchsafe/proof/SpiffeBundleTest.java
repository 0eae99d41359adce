package io.vouchsafe.proof;

import static io.vouchsafe.testing.Jwts.P256;
import static io.vouchsafe.testing.Jwts.P384;
import static io.vouchsafe.testing.Jwts.RSA;
import static io.vouchsafe.testing.Jwts.ecJwk;
import static io.vouchsafe.testing.Jwts.rsaJwk;
import static io.vouchsafe.testing.Jwts.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.jwk.KeyUse;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.Events;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A trust domain's bundle (SPIFFE Trust Domain and Bundle, 4) in place of a JWKS. */
class SpiffeBundleTest extends JwksServer {
  private static final Identity DOMAIN = new Identity.TrustDomain("prod.example");
  private static final String EMPTY = "{\"spiffe_sequence\":8,\"keys\":[]}";

  private final AdjustableClock clock = new AdjustableClock();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile String bundle = bundle("300");

  /** As SPIRE writes it: certificates beside the keys of JWT-SVIDs, and two members of its own. */
  private static String bundle(String refreshHint) {
    String x509 =
        rsaJwk(RSA, "x").keyID(null).keyUse(new KeyUse("x509-svid")).build().toJSONString();
    return "{\"keys\":[%s,%s,%s],\"spiffe_sequence\":18446744073709551615,\"spiffe_refresh_hint\":%s}"
        .formatted(
            x509.replace("}", ",\"x5c\":[\"MIIB\"]}"),
            ecJwk(P256, "svid").keyUse(new KeyUse("jwt-svid")).build().toJSONString(),
            rsaJwk(RSA, "rsa-svid").keyUse(new KeyUse("jwt-svid")).build().toJSONString(),
            refreshHint);
  }

  @BeforeEach
  void serve() {
    server.createContext(
        "/bundle",
        exchange -> {
          fetches.incrementAndGet();
          answer(exchange, 200, bundle.getBytes(UTF_8));
        });
  }

  private ProofVerifier trusting(KeySource keys) {
    return new ProofVerifier(
        List.of(
            TrustedIssuers.standard(
                "mesh", DOMAIN, "vouchsafe", keys, Optional.empty(), Optional.empty())),
        clock,
        new Events());
  }

  private ProofVerifier byUri() {
    return trusting(new KeySource.OfUri(URI.create(url + "/bundle")));
  }

  private String svid(String others) {
    String payload =
        "{\"sub\":\"spiffe://prod.example/ns/edge\",\"aud\":[\"vouchsafe\"],\"exp\":%d%s}"
            .formatted(clock.instant().getEpochSecond() + 300, others);
    return signed(
        "{\"alg\":\"ES256\",\"kid\":\"svid\",\"typ\":\"JWT\"}",
        payload,
        P256.getPrivate(),
        "SHA256withECDSAinP1363Format");
  }

  @Test
  void aBundleIsAJwksUri() {
    ProofVerifier verifier = byUri();
    assertEquals("spiffe://prod.example/ns/edge", verifier.verify(svid("")).subject());
    verifier.verify(svid(",\"iss\":\"https://oidc.prod.example\""));
    assertEquals(2, verifier.keysOf(verifier.issuers().iterator().next()).count());
  }

  @Test
  void aBundleIsAJwksFile() throws IOException {
    Path file = Files.writeString(files.resolve("bundle.json"), bundle);
    ProofVerifier verifier = trusting(new KeySource.OfFile(file));
    assertEquals("spiffe://prod.example/ns/edge", verifier.verify(svid("")).subject());
    verifier.verify(svid(",\"iss\":\"https://oidc.prod.example\""));
  }

  @Test
  void itsRefreshHintIsHowLongItIsFresh() throws InterruptedException {
    ProofVerifier verifier = byUri();
    verifier.verify(svid(""));
    clock.pass(Duration.ofSeconds(299));
    verifier.refresh();
    assertEquals(1, fetches.get());
    clock.pass(Duration.ofSeconds(1));
    bundle = EMPTY;
    verifier.refresh();
    while (verifier.keysOf(verifier.issuers().iterator().next()).count() > 0) {
      Thread.sleep(2);
    }
    assertEquals(2, fetches.get());
  }

  @Test
  void anEmptyBundleRevokesAllKeys() {
    bundle = EMPTY;
    ProofVerifier verifier = byUri();
    Expect.refused("not that of a usable key", () -> verifier.verify(svid("")));
    bundle = bundle("300");
    clock.pass(Duration.ofSeconds(10));
    assertEquals("spiffe://prod.example/ns/edge", verifier.verify(svid("")).subject());
  }

  @Test
  void aBundleWithoutKeysForJwtSvidsIsAFault() {
    bundle = Jwts.jwks(ecJwk(P384, "x").keyUse(new KeyUse("x509-svid")).build().toJSONString());
    Expect.problem(
        Problem.Kind.UNAVAILABLE, "mesh are not available", () -> byUri().verify(svid("")));
  }

  @Test
  void anotherRefreshHintCountsForNothing() throws JwksFault {
    for (String hint : List.of("\"300\"", "-1", "1.5", "1e999999999", "99999999999999999999")) {
      assertEquals(
          Optional.empty(),
          JwksDocument.read(bundle(hint).getBytes(UTF_8), DOMAIN).refreshHint(),
          hint);
    }
  }
}
