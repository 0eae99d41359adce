package io.vouchsafe.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwkSet;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.SilentOutage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder for one ring snapshot, and the keys of an issuer that were read. */
abstract class SnapshotFixture {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration S = Duration.ofHours(12);
  static final RingOrigin ORIGIN =
      new RingOrigin("https://id.example.com", "https://vault:8200", "", "transit", "vouchsafe");
  static final RingOrigin SECOND =
      new RingOrigin("https://id.example.com/b", "https://vault:8200", "", "transit", "second");

  @TempDir Path folder;

  final Map<KeyRole, SigningKey> vault = new EnumMap<>(KeyRole.class);
  Instant now = START;
  Path file;
  IssuerKeys read;

  @BeforeEach
  void prepare() throws IOException {
    mode(folder, "rwx------");
    file = folder.resolve("ring.json");
    for (KeyRole role : KeyRole.values()) {
      vault.put(role, Keys.key(role, 1, 0, now, START));
    }
    read = keys();
    assertTrue(read.refresh());
  }

  IssuerKeys keys() {
    KeyPolicy policy = DefaultPolicy.builder().maxPublishedAge(S).build();
    return new IssuerKeys(
        this::reading,
        Map.of(KeyRole.RS256, policy, KeyRole.ES256, policy, KeyRole.GRANT, policy),
        () -> now,
        new KeyEvents() {});
  }

  KeyReading reading(KeyRole role) {
    return vault.containsKey(role)
        ? new KeyReading.Good(vault.get(role))
        : new KeyReading.Failed(
            new KeyFault(role, "test", KeyFault.Cause.UNREACHABLE, "no answer", "wait"));
  }

  SnapshotFile snapshot(RingOrigin origin, IssuerKeys keys) {
    return new SnapshotFile(file, Map.of(origin, keys.home()), S, SilentOutage.create());
  }

  void write() {
    snapshot(ORIGIN, read).check();
  }

  /** What an instance publishes that comes to the file at this moment. */
  boolean restores(RingOrigin origin) {
    IssuerKeys keys = keys();
    snapshot(origin, keys).restore();
    if (keys.publishable()) {
      assertEquals(jwks(read), jwks(keys), "other keys than were written");
    }
    return keys.publishable();
  }

  String jwks(IssuerKeys keys) {
    return JwkSet.of(keys, List.of(), now).json();
  }

  static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
