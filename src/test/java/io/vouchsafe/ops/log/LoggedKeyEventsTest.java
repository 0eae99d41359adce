package io.vouchsafe.ops.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.SilentOutage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggedKeyEventsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.keys");

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(
              line instanceof ExtLogRecord formatted
                  ? formatted.getFormattedMessage()
                  : line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
  }

  @AfterEach
  void stop() {
    LOG.removeHandler(handler);
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
            new KeyTraits(false, true, true, Duration.ZERO),
            NOW);

    new LoggedKeyEvents("default", "team/transit", SilentOutage.create()).read(unsafe);

    List<String> commands =
        lines.stream()
            .filter(line -> line.contains("write"))
            .map(line -> line.replaceFirst(".*: ((vault|bao) write)", "$1"))
            .toList();
    assertEquals(
        List.of(
            "vault write team/transit/keys/shop-rs256/config deletion_allowed=false",
            "bao write -f team/transit/keys/shop-rs256/soft-delete-restore"),
        commands);
    assertTrue(lines.stream().noneMatch(line -> line.contains(" transit/keys")), lines::toString);
  }
}
