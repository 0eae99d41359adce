package io.vouchsafe.ops.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.key.ClockOffset;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuers;
import io.vouchsafe.testing.LogLines;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is part of which outage, and how many lines it is. */
class LoggedOutagesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @RegisterExtension private final LogLines log = new LogLines("io.vouchsafe");
  private final Outages outages = Outages.logged(InstantSource.fixed(NOW));

  private static KeyFault unreadable(KeyRole role) {
    return new KeyFault(
        role, role.keyName("test"), KeyFault.Cause.UNREACHABLE, "Vault is sealed", "unseal it");
  }

  @Test
  void theKeysOfAllIssuersAreOneOutage() {
    for (String issuer : List.of("default", "second")) {
      LoggedKeyEvents events =
          new LoggedKeyEvents(issuer, SetupCommand.of("transit"), outages.vault());
      for (KeyRole role : KeyRole.values()) {
        events.readingFailed(unreadable(role));
      }
    }

    assertEquals(1, log.messages().size(), () -> log.messages().toString());
    assertTrue(log.messages().getFirst().contains("Vault is sealed; unseal it (reading test-"));
  }

  @Test
  void aKeyThatCanBeReadAgainIsALineOnlyWhereItIsAnother() {
    LoggedKeyEvents events =
        new LoggedKeyEvents("default", SetupCommand.of("transit"), outages.vault());
    SigningKey key = Keys.key(KeyRole.RS256, 1, 0, NOW, NOW);
    events.read(key);
    events.readingFailed(unreadable(KeyRole.RS256));
    events.read(key);
    assertEquals(2, log.messages().size(), () -> log.messages().toString());

    events.read(Keys.key(KeyRole.RS256, 1, 0, NOW, NOW, NOW.plusSeconds(1)));

    assertEquals(3, log.messages().size(), () -> log.messages().toString());
    assertTrue(log.messages().getLast().contains("version 2"), () -> log.messages().toString());
  }

  @Test
  void aSoftDeletedKeyIsNamedWithItsCommandUntilItIsRestored() {
    SigningKey sound = Keys.key(KeyRole.RS256, 1, 0, NOW, NOW);
    KeyTraits softDeleted = new KeyTraits(false, true, false, Duration.ZERO, true, false);
    Map<String, SigningKey> vault = new HashMap<>();
    vault.put(
        "it", new SigningKey(KeyRole.RS256, sound.name(), sound.versions(), 1, softDeleted, NOW));
    IssuerKeys keys = keys(role -> new KeyReading.Good(vault.get("it")));
    keys.refresh();

    assertTrue(
        log.messages()
            .contains(
                "Vault: outage began: the RS256 key is soft-deleted; restore it: vault write -f"
                    + " transit/keys/test-rs256/soft-delete-restore (signing with test-rs256)"),
        () -> log.messages().toString());

    vault.put("it", sound);
    keys.refresh();
    assertEquals(Set.of(), outages.vault().failing());
  }

  @Test
  void aKeyThatWaitsBesideOlderOnesIsALineOnce() {
    Duration announceFor = DefaultPolicy.policy().announceFor();
    Map<KeyRole, SigningKey> vault =
        Map.of(
            KeyRole.RS256, Keys.key(KeyRole.RS256, 1, 0, NOW, NOW),
            KeyRole.ES256, Keys.key(KeyRole.ES256, 1, 0, NOW, NOW.minus(announceFor)));
    IssuerKeys keys =
        new IssuerKeys(
            role -> new KeyReading.Good(vault.get(role)),
            Map.of(KeyRole.RS256, DefaultPolicy.policy(), KeyRole.ES256, DefaultPolicy.policy()),
            () -> NOW,
            new LoggedKeyEvents("default", SetupCommand.of("transit"), outages.vault()));
    keys.refresh();
    keys.refresh();

    assertEquals(
        1,
        log.messages().stream()
            .filter(
                line ->
                    line.contains(
                        "key test-rs256 is new beside older keys: it signs nothing before "
                            + NOW.plus(announceFor)))
            .count(),
        () -> log.messages().toString());
  }

  /** Nothing was lost, and nobody need be refused. */
  @Test
  void aKeyOfANewRegionIsSaidToBeThat() {
    LoggedKeyEvents events =
        new LoggedKeyEvents("default in region us", SetupCommand.of("transit"), outages.vault());

    events.waits(
        Keys.key(KeyRole.RS256, 1, 0, NOW, NOW),
        new SigningChoice.NotBefore(NOW, true, List.of(), true));

    assertEquals(
        List.of(
            "issuer default in region us: key test-rs256 is of a region that is new beside others:"
                + " it signs nothing before 2026-01-01T00:00:00Z; until then the keys of the other"
                + " regions sign: at instances of the new one where"
                + " vouchsafe.vault.regions.<region>.sign=true lets them"),
        log.messages());
  }

  @Test
  void aKeyThatWaitsForARegionThatWasNeverReadNamesTheRegionAndItsSettings() {
    LoggedKeyEvents events =
        new LoggedKeyEvents("default", SetupCommand.of("transit"), outages.vault());
    SigningKey key = Keys.key(KeyRole.RS256, 1, 0, NOW, NOW);
    List<Region> unread = List.of(new Region("us"));

    events.waits(key, new SigningChoice.NotBefore(NOW, false, unread, false));
    events.waits(key, new SigningChoice.NotBefore(NOW, false, unread, false));

    assertEquals(
        List.of(
            "issuer default: key test-rs256 waits: the keys of region us have not all been read"
                + " yet, so it cannot be told whether this one may sign at once: it signs nothing"
                + " before 2026-01-01T00:00:00Z, and whoever needs it is refused; sooner once they"
                + " are read: the log says what keeps them from it, and their Vault is set by"
                + " vouchsafe.vault.regions.us.url, .authentication and .login"),
        log.messages());
  }

  @Test
  void aClockThatIsOffIsALineThatSaysWhichOneIsBehind() {
    Optional<ClockOffset> behind =
        Optional.of(ClockOffset.of(NOW, NOW, NOW.plus(Duration.ofMinutes(125))));
    SigningKey key = Keys.key(KeyRole.RS256, 1, 0, NOW, NOW);
    keys(role -> new KeyReading.Good(key, behind)).refresh();

    assertEquals(
        "Vault: outage began: this instance's clock is 2 h 5 min behind Vault's, more than"
            + " clock-error (30 s); set the clock of this machine and of Vault's by the same"
            + " source: chronyc tracking (signing with test-rs256)",
        log.messages().getLast());
  }

  private IssuerKeys keys(KeyCustodian custodian) {
    return new IssuerKeys(
        custodian,
        Map.of(KeyRole.RS256, DefaultPolicy.policy()),
        () -> NOW,
        new LoggedKeyEvents("default", SetupCommand.of("transit"), outages.vault()));
  }

  @Test
  void trustedIssuersOfAllIssuersAreOneOutage() {
    var outage = Outages.ofTrustedIssuers(InstantSource.fixed(NOW));
    TrustedIssuer trusted =
        TrustedIssuers.standard(
            "control",
            new TrustedIssuer.Identity.Issuer("https://control.example"),
            "vouchsafe",
            new TrustedIssuer.KeySource.OfUri(URI.create("https://control.example/jwks")),
            Optional.empty(),
            Optional.empty());
    for (String issuer : List.of("default", "second")) {
      new LoggedTrustedIssuerEvents(issuer, outage).keysFailed(trusted, "HTTP 500");
    }

    assertEquals(
        List.of("trusted issuers: outage began: HTTP 500 (keys of control for issuer default)"),
        log.messages());
  }

  @Test
  void aRotationThatFailsIsAnOutageOfItsOwnOnlyWhileVaultWorks() {
    LoggedRotation rotation =
        new LoggedRotation("default", "test", SetupCommand.of("transit"), outages);
    outages.vault().failed("reading k", "Vault is sealed");
    rotation.failed(KeyRole.RS256, "Vault is sealed");
    assertFalse(outages.rotation().on());

    LoggedRotation other =
        new LoggedRotation(
            "default",
            "test",
            SetupCommand.of("transit"),
            Outages.logged(InstantSource.fixed(NOW)));
    other.failed(KeyRole.RS256, "the rotator's policy lacks update");
    other.failed(KeyRole.GRANT, "the rotator's policy lacks update");

    assertEquals(
        List.of(
            "Vault: outage began: Vault is sealed (reading k)",
            "rotation: outage began: the rotator's policy lacks update (test-rs256)"),
        log.messages());
  }
}
