package io.vouchsafe.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.OutageTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

/** What the group says of a key that was made anew beside an older one. */
class SigningHealthTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AdjustableClock clock = new AdjustableClock();
  private final Instant made = clock.instant();
  private final Duration announceFor = DefaultPolicy.policy().announceFor();

  private KeyReading read(KeyRole role) {
    Instant created = role == KeyRole.ES256 ? made : made.minus(announceFor);
    return new KeyReading.Good(Keys.key(role, 1, 0, clock.instant(), created));
  }

  private Optional<SigningState.Status.Fails> audit = Optional.empty();

  private Map<String, String> away = Map.of();

  private Optional<SigningState.Status.Fails> revoked = Optional.empty();

  private HealthCheckResponse health() {
    return health(Map.of());
  }

  private HealthCheckResponse health(Map<String, String> warnings) {
    Issuer issuer = OneIssuer.with(this::read, clock);
    issuer.keys().refresh();
    SigningHealth health = new SigningHealth();
    health.warnings = new VaultWarnings(warnings);
    health.nodes = new NodesAway(() -> away);
    health.issuers = new Issuers(List.of(issuer));
    health.state =
        new SigningState(
            health.issuers,
            "transit",
            List::of,
            new SigningAttempts(SECOND, clock),
            Optional::empty,
            () -> audit,
            any -> revoked,
            clock);
    return health.call();
  }

  @Test
  void whatIsUnsafeOnTheWayToVaultIsSaidAndTakesNothingDown() {
    clock.pass(announceFor);
    HealthCheckResponse good = health(Map.of("quarkus.vault.url", "it is http"));

    assertEquals(HealthCheckResponse.Status.UP, good.getStatus());
    assertEquals("it is http", good.getData().orElseThrow().get("warning: quarkus.vault.url"));
  }

  @Test
  void aNodeOfVaultThatIsLeftOutIsSaidAndTakesNothingDown() {
    clock.pass(announceFor);
    away = Map.of("vault-2:8200", "Vault is sealed");

    HealthCheckResponse good = health();

    assertEquals(HealthCheckResponse.Status.UP, good.getStatus());
    assertEquals(
        "left out: Vault is sealed; others sign",
        good.getData().orElseThrow().get("node vault-2:8200"));
  }

  @Test
  void anAuditThatCannotBeWrittenIsDownAndSaysWhere() {
    audit =
        Optional.of(
            new SigningState.Status.Fails(
                clock.instant(), "the audit cannot be written to /f: full", "make room"));

    HealthCheckResponse full = health();

    assertEquals(HealthCheckResponse.Status.DOWN, full.getStatus());
    String words = "failing since %s: the audit cannot be written to /f: full; make room";
    Map<String, Object> data = full.getData().orElseThrow();
    assertEquals(words.formatted(clock.instant()), data.get("audit"));
    assertEquals("test-rs256 " + words.formatted(clock.instant()), data.get("default: RS256"));
  }

  @Test
  void anIssuerWhoseGrantsCannotBeCheckedIsDownAndItsKeysSign() {
    clock.pass(announceFor);
    revoked =
        Optional.of(
            new SigningState.Status.Fails(
                clock.instant(), "no grant is accepted: not read", "Vault is sealed; unseal it"));

    HealthCheckResponse unread = health();

    assertEquals(HealthCheckResponse.Status.DOWN, unread.getStatus());
    Map<String, Object> data = unread.getData().orElseThrow();
    assertEquals(
        "failing since %s: no grant is accepted: not read; Vault is sealed; unseal it"
            .formatted(clock.instant()),
        data.get("default: revoked grants"));
    assertTrue(data.get("default: RS256").toString().startsWith("version 1 kid"), data::toString);

    revoked = Optional.empty();
    assertEquals(HealthCheckResponse.Status.UP, health().getStatus());
  }

  @Test
  void aKeyThatWaitsAndHasNoOtherVersionIsDownAndSaysUntilWhen() {
    HealthCheckResponse waiting = health();
    String words = (String) waiting.getData().orElseThrow().get("default: ES256");

    assertEquals(HealthCheckResponse.Status.DOWN, waiting.getStatus());
    OutageTable.names("with a key that was made anew", () -> words);
    assertTrue(
        words.startsWith(
            "test-es256 is new beside older keys and signs from " + made.plus(announceFor)),
        words);
    assertTrue(words.endsWith("a new key prefix (vouchsafe.issuers.default.key-prefix)"), words);

    clock.pass(announceFor);
    assertEquals(HealthCheckResponse.Status.UP, health().getStatus());
  }
}
