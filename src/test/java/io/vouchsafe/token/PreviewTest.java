package io.vouchsafe.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SilentKeyEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A preview is made of memory alone: it has no signer, and nobody is told of it. */
class PreviewTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00.5Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
  private final HeardAudit audit = new HeardAudit(token -> {});
  private boolean read = true;
  private IssuerKeys keys;

  @BeforeEach
  void makeKeys() {
    keys =
        new IssuerKeys(
            role ->
                read
                    ? new KeyReading.Good(Keys.key(role, 1, 0, NOW, NOW), Optional.empty())
                    : new KeyReading.Failed(
                        new KeyFault(role, "k", KeyFault.Cause.UNREACHABLE, "no answer", "wait")),
            Map.of(KeyRole.RS256, DefaultPolicy.policy()),
            clock::get,
            new SilentKeyEvents());
  }

  private Preview preview() {
    IssuancePolicy policy =
        new IssuancePolicy(
            SubjectTemplate.parse("job:{job}"),
            Map.of(),
            Optional.empty(),
            Duration.ofMinutes(5),
            HOUR,
            Set.of("refused"));
    return issuer(policy).preview(request("a"));
  }

  private TokenIssuer issuer(IssuancePolicy policy) {
    return new TokenIssuer(
        policy,
        new Issuance(
            "https://id.example",
            keys,
            new WaveSigner(new Signer.Width(1, 1)),
            ReleaseCheck.always(),
            audit,
            clock::get,
            new TokenEvents() {
              @Override
              public void ended(KeyRole role, Result result) {
                throw new AssertionError("told of a preview");
              }
            }));
  }

  private static EntitledRequest request(String audience) {
    Workload workload = Workload.of(Map.of("job", new AttributeValue.Text("1")));
    return new EntitledRequest(
        new Entitlement(workload, AudienceSet.of(Set.of("*")), HOUR, "grant g"),
        new TokenRequest(Optional.of(audience), Optional.empty()));
  }

  @Test
  void hasTheKeyThatWouldSignAndTheClaimsOfThisMoment() {
    keys.refresh();
    Preview preview = preview();

    assertEquals(
        Map.of(
            "alg",
            "RS256",
            "kid",
            Keys.key(KeyRole.RS256, 1, 0, NOW, NOW).newest().kid().value(),
            "typ",
            "JWT"),
        preview.header());
    assertEquals(1793534400L, preview.claims().get("iat"));
    assertEquals(1793534340L, preview.claims().get("nbf"));
    assertEquals(1793534700L, preview.claims().get("exp"));
    assertEquals("job:1", preview.claims().get("sub"));
    assertEquals(List.of(), audit.told());
  }

  /** Vault was never reached, or not for so long that nothing may be signed. */
  @Test
  void isThereWhileNothingCanSign() {
    read = false;
    keys.refresh();
    assertEquals(Map.of("alg", "RS256", "typ", "JWT"), preview().header());

    read = true;
    keys.refresh();
    clock.set(NOW.plus(HOUR));
    assertEquals(Map.of("alg", "RS256", "typ", "JWT"), preview().header());
    assertEquals(List.of(), audit.told());
  }

  @Test
  void whatIsNotAllowedHasNone() {
    IssuancePolicy policy =
        new IssuancePolicy(
            SubjectTemplate.parse("job:{job}"),
            Map.of(),
            Optional.empty(),
            Duration.ofMinutes(5),
            HOUR,
            Set.of("refused"));
    assertThrows(Problem.class, () -> issuer(policy).preview(request("refused")));
  }
}
