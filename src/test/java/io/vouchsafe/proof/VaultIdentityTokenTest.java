package io.vouchsafe.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.testing.Events;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.testing.IdentityProvider;
import io.vouchsafe.testing.IdentityProvider.IdentityToken;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.token.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Identity tokens of a real OpenBao as proofs. */
class VaultIdentityTokenTest {
  private static final String AUDIENCE = "vouchsafe";
  private static final Duration DAY = Duration.ofHours(24);

  private static OpenBao bao;
  private static IdentityProvider identities;

  private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
  private final Events events = new Events();

  @BeforeAll
  static void start() {
    bao = OpenBao.sharedEmpty();
    identities = new IdentityProvider(bao.root());
  }

  @AfterAll
  static void stop() {
    bao.close();
  }

  private ProofVerifier trusting(KeySource keys, ProofRules rules) {
    return new ProofVerifier(
        List.of(
            new TrustedIssuer(
                "openbao",
                new Identity.Issuer(identities.issuer()),
                AUDIENCE,
                keys,
                Optional.empty(),
                Optional.empty(),
                rules)),
        () -> Instant.now().plus(later.get()),
        events);
  }

  private ProofVerifier discovering() {
    return trusting(new KeySource.Discovery(), ProofRules.standard());
  }

  @Test
  void itIsAProof() {
    IdentityToken token = identities.token("control-plane", AUDIENCE);
    assertEquals(token.entityId(), discovering().verify(token.jwt()).subject());
    KeySource keys = new KeySource.OfUri(URI.create(identities.issuer() + "/.well-known/keys"));
    assertEquals(
        token.entityId(), trusting(keys, ProofRules.standard()).verify(token.jwt()).subject());
  }

  @Test
  void theRulesOfItsTrustedIssuerHold() {
    String jwt = identities.token("control-plane", AUDIENCE).jwt();
    ProofVerifier brief =
        trusting(
            new KeySource.Discovery(), new ProofRules(Set.of(), Set.of(), Duration.ofMinutes(5)));
    Expect.refused("more than 300 seconds", () -> brief.verify(jwt));
    ProofVerifier parties =
        trusting(new KeySource.Discovery(), new ProofRules(Set.of(), Set.of("edge"), DAY));
    Expect.refused("azp is not among", () -> parties.verify(jwt));
  }

  @Test
  void aNewKeyOfItIsFoundWithin10SecondsWhateverStrangersSend() {
    ProofVerifier verifier = discovering();
    verifier.verify(identities.token("control-plane", AUDIENCE).jwt());
    rotate();
    rotate();
    IdentityToken rotated = identities.token("control-plane", AUDIENCE);
    Problem problem =
        Expect.problem(
            Problem.Kind.UNAVAILABLE, "no such kid", () -> verifier.verify(rotated.jwt()));
    later.set(problem.retryAfter().orElseThrow());
    String header = "{\"alg\":\"RS256\",\"kid\":\"made-up\",\"typ\":\"JWT\"}";
    String stranger = Jwts.b64(header) + rotated.jwt().substring(rotated.jwt().indexOf('.'));
    Expect.refused("not that of a usable key", () -> verifier.verify(stranger));
    assertEquals(rotated.entityId(), verifier.verify(rotated.jwt()).subject());
    assertEquals(List.of(), events.refused);
  }

  /** OpenBao publishes the next key before it signs, so what one rotation makes is known. */
  private static void rotate() {
    bao.root().write("identity/oidc/key/entities/rotate", Map.of("verification_ttl", "1h"));
  }
}
