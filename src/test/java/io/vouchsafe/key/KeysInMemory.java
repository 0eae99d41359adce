package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * An issuer with an RS256 and an ES256 key, whose readings and whose events a test sets and sees.
 */
abstract class KeysInMemory {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final Map<KeyRole, KeyReading> vault = new EnumMap<>(KeyRole.class);
  final List<String> told = new ArrayList<>();
  Instant now = START;
  final IssuerKeys keys =
      new IssuerKeys(
          vault::get,
          Map.of(KeyRole.RS256, DefaultPolicy.policy(), KeyRole.ES256, DefaultPolicy.policy()),
          () -> now,
          new KeyEvents() {
            @Override
            public void readingFailed(KeyFault fault) {
              told.add("failed " + fault.cause());
            }

            @Override
            public void read(SigningKey key) {
              told.add("read " + key.role());
            }

            @Override
            public void replaced(SigningKey before, SigningKey after) {
              told.add("replaced " + after.role());
            }

            @Override
            public void recoverable(SigningKey key) {
              told.add("recoverable " + key.role());
            }

            @Override
            public void turned(KeyTurn turn, SigningKey key, KeyVersion version) {
              told.add(turn + " " + key.role() + " " + version.number());
            }
          });

  void good(SigningKey key) {
    vault.put(key.role(), new KeyReading.Good(key));
  }

  void bothGood() {
    good(Keys.key(KeyRole.RS256, 1, 0, now, START));
    good(Keys.key(KeyRole.ES256, 1, 0, now, START));
    assertTrue(keys.refresh());
  }

  static KeyReading unreachable(KeyRole role) {
    return new KeyReading.Failed(
        new KeyFault(role, role.keyName("test"), KeyFault.Cause.UNREACHABLE, "no answer", "wait"));
  }

  static SigningKey with(SigningKey key, boolean recoverable, boolean softDeleted) {
    return new SigningKey(
        key.role(),
        key.name(),
        key.versions(),
        key.minSigningVersion(),
        new KeyTraits(recoverable, softDeleted, false, Duration.ZERO, true, false),
        key.readAt());
  }
}
