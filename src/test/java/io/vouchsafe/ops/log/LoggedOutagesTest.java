package io.vouchsafe.ops.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.testing.LogLines;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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
      LoggedKeyEvents events = new LoggedKeyEvents(issuer, "transit", outages.vault());
      for (KeyRole role : KeyRole.values()) {
        events.readingFailed(unreadable(role));
      }
    }

    assertEquals(1, log.messages().size(), () -> log.messages().toString());
    assertTrue(log.messages().getFirst().contains("Vault is sealed; unseal it (reading test-"));
  }

  @Test
  void aKeyThatCanBeReadAgainIsALineOnlyWhereItIsAnother() {
    LoggedKeyEvents events = new LoggedKeyEvents("default", "transit", outages.vault());
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
  void trustedIssuersOfAllIssuersAreOneOutage() {
    var outage = Outages.ofTrustedIssuers(InstantSource.fixed(NOW));
    TrustedIssuer trusted =
        new TrustedIssuer(
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
    LoggedRotation rotation = new LoggedRotation("default", "test", outages);
    outages.vault().failed("reading k", "Vault is sealed");
    rotation.failed(KeyRole.RS256, "Vault is sealed");
    assertFalse(outages.rotation().on());

    LoggedRotation other =
        new LoggedRotation("default", "test", Outages.logged(InstantSource.fixed(NOW)));
    other.failed(KeyRole.RS256, "the rotator's policy lacks update");
    other.failed(KeyRole.GRANT, "the rotator's policy lacks update");

    assertEquals(
        List.of(
            "Vault: outage began: Vault is sealed (reading k)",
            "rotation: outage began: the rotator's policy lacks update (test-rs256)"),
        log.messages());
  }
}
