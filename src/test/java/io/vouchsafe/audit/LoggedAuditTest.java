package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.RequestId;
import io.vouchsafe.ops.log.LogLineFilter;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.PreparedTokens;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggedAuditTest {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.audit");
  private static final PreparedToken TOKEN = PreparedTokens.rs256("j-1");

  private final List<ExtLogRecord> lines = new ArrayList<>();
  private final LoggedAudit audit = new LoggedAudit("default");
  private final Handler handler =
      new Handler() {
        private final LogLineFilter filter = new LogLineFilter();

        @Override
        public void publish(LogRecord line) {
          assertTrue(filter.isLoggable(line));
          lines.add((ExtLogRecord) line);
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
  void eachValueIsInTheLineAndAFieldOfItsOwn() {
    audit.asked(TOKEN, "grant g 1");

    String kid = TOKEN.keyVersion().kid().value();
    assertEquals(
        "asked issuer=default typ=JWT jti=j-1 sub=deployment:d-1 aud=a by=grant_g_1 kid=%s exp=2026-01-01T00:05:00Z"
            .formatted(kid),
        lines.getFirst().getFormattedMessage());
    Map<String, String> fields = lines.getFirst().getMdcCopy();
    assertEquals("asked", fields.get("event"));
    assertEquals("grant_g_1", fields.get("by"));
    assertEquals(kid, fields.get("kid"));
  }

  @Test
  void aFailureSaysWhy() {
    audit.failed(TOKEN, Problem.unavailable("Vault is 100% sealed", Duration.ofSeconds(1)));

    assertEquals(
        "failed issuer=default jti=j-1 kind=UNAVAILABLE: Vault is 100% sealed",
        lines.getFirst().getFormattedMessage());
  }

  @Test
  void everyLineNamesItsRequestOnWhateverThreadItIsMade() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      RequestId.run(
          "r-1",
          () -> {
            audit.asked(TOKEN, "grant g");
            threads.submit(RequestId.carried(() -> audit.issued(TOKEN)));
          });
    }
    audit.issued(TOKEN);

    assertEquals(
        List.of(" request=r-1", " request=r-1", ""),
        lines.stream().map(line -> line.getNdc() == null ? "" : line.getNdc()).toList());
    assertEquals("r-1", lines.get(1).getMdc("request"));
  }
}
