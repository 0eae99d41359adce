package io.vouchsafe.ops.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.LogLines;
import io.vouchsafe.testing.SilentOutage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoggedKeyEventsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final SetupCommand REVOKING = new SetupCommand("transit", Optional.of("revoked"));

  private static final String NEW_KEYS =
      "make new keys under another prefix (vault/setup --key-prefix NEW --revocation-mount revoked) and set vouchsafe.issuers.<name>.key-prefix to it";

  @RegisterExtension private final LogLines log = new LogLines("io.vouchsafe.keys");
  @RegisterExtension private final LogLines rotation = new LogLines("io.vouchsafe.rotation");

  @Test
  void aKeyThatMayNotRotateIsSaidAtTheFirstReadingByName() {
    SigningKey safe = Keys.key(KeyRole.RS256, 1, 0, NOW, NOW);
    SigningKey imported =
        new SigningKey(
            safe.role(),
            "shop-rs256",
            safe.versions(),
            0,
            new KeyTraits(false, false, false, Duration.ZERO, false, false),
            NOW);
    LoggedKeyEvents events = new LoggedKeyEvents("default", REVOKING, SilentOutage.create());

    events.read(safe);
    assertEquals(List.of(), said("imported"));
    events.read(imported);
    events.read(imported);
    assertEquals(1, said("key shop-rs256 was imported without allow_rotation").size());
    assertEquals(1, said(": " + NEW_KEYS).size());
  }

  @Test
  void whoMovesToNewKeysKeepsThePlaceOfRevokedGrants() {
    SigningKey key = Keys.key(KeyRole.RS256, 1, 0, NOW, NOW);

    new LoggedKeyEvents("default", REVOKING, SilentOutage.create()).recoverable(key);
    new LoggedRotation("default", "shop", REVOKING, Outages.logged(InstantSource.fixed(NOW)))
        .cannotRotate(key);

    assertEquals(1, said("replace it: " + NEW_KEYS).size());
    assertEquals(1, rotation.messages().stream().filter(it -> it.endsWith(NEW_KEYS)).count());
  }

  private List<String> said(String words) {
    return log.messages().stream().filter(line -> line.contains(words)).toList();
  }

  @Test
  void commandsThatMendAKeyNameTheMountThatIsConfigured() {
    SigningKey safe = Keys.key(KeyRole.RS256, 1, 0, NOW, NOW);
    SigningKey unsafe =
        new SigningKey(
            safe.role(),
            "shop-rs256",
            safe.versions(),
            0,
            new KeyTraits(false, true, true, Duration.ZERO, true, false),
            NOW);

    new LoggedKeyEvents("default", SetupCommand.of("team/transit"), SilentOutage.create())
        .read(unsafe);

    List<String> commands =
        log.messages().stream()
            .filter(line -> line.contains("write"))
            .map(line -> line.replaceFirst(".*: ((vault|bao) write)", "$1"))
            .toList();
    assertEquals(
        List.of(
            "vault write team/transit/keys/shop-rs256/config deletion_allowed=false",
            "bao write -f team/transit/keys/shop-rs256/soft-delete-restore"),
        commands);
    assertTrue(
        log.messages().stream().noneMatch(line -> line.contains(" transit/keys")),
        () -> log.messages().toString());
  }
}
