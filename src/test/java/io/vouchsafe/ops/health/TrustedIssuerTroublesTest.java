package io.vouchsafe.ops.health;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuerEvents;
import io.vouchsafe.proof.TrustedIssuers;
import io.vouchsafe.testing.ProofKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedIssuerTroublesTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;

  @Test
  void whoseKeysCannotBeFetchedIsNamedWithTheReasonAndTheAddressToTry() {
    Issuer issuer =
        trusting(new TrustedIssuer.KeySource.OfUri(URI.create("http://127.0.0.1:9/keys")));

    issuer.proofs().refresh();

    eventually("a failure", () -> !TrustedIssuerTroubles.of(issuer).isEmpty());
    String words = TrustedIssuerTroubles.of(issuer).get("trusted issuer cluster");
    assertTrue(
        words.startsWith("the keys of trusted issuer cluster could not be read since"), words);
    assertTrue(words.contains("curl -v http://127.0.0.1:9/keys"), words);
    assertTrue(words.contains("vouchsafe.issuers.default.trusted-issuers.cluster"), words);
  }

  @Test
  void whoseKeysWereReadIsNot() {
    ProofKey key = ProofKey.create(folder.resolve("jwks.json"));
    Issuer issuer = trusting(new TrustedIssuer.KeySource.OfFile(key.jwksFile()));

    issuer.proofs().refresh();

    eventually("a reading", () -> readKeys(issuer) > 0);
    assertEquals(Map.of(), TrustedIssuerTroubles.of(issuer));
  }

  private static int readKeys(Issuer issuer) {
    return issuer.proofs().keysOf(issuer.proofs().issuers().iterator().next()).count();
  }

  private static Issuer trusting(TrustedIssuer.KeySource source) {
    TrustedIssuer trusted =
        TrustedIssuers.standard(
            "cluster",
            new TrustedIssuer.Identity.Issuer("https://cluster.example"),
            "vouchsafe",
            source,
            Optional.empty(),
            Optional.empty());
    return new Issuer(
        "default",
        "https://id.example.com",
        "test",
        new IssuerKeys(
            TrustedIssuerTroublesTest::unread,
            Map.of(KeyRole.RS256, DefaultPolicy.policy()),
            CLOCK,
            new KeyEvents() {}),
        List.of(),
        new JwksCaching(SECOND, SECOND, SECOND, false),
        new TreeSet<>(),
        false,
        new ProofVerifier(List.of(trusted), CLOCK, new Silent()),
        null,
        null,
        null);
  }

  private static KeyReading unread(KeyRole role) {
    return new KeyReading.Failed(
        new KeyFault(role, "test", KeyFault.Cause.UNREACHABLE, "no answer", "wait"));
  }

  private static final class Silent implements TrustedIssuerEvents {
    @Override
    public void keysFailed(TrustedIssuer issuer, String reason) {}

    @Override
    public void keysRead(TrustedIssuer issuer, int count) {}
  }
}
