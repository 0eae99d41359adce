package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Asking;
import io.vouchsafe.ops.log.LogLineFilter;
import io.vouchsafe.testing.LogLines;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.PreparedTokens;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoggedAuditTest {
  private static final PreparedToken TOKEN = PreparedTokens.rs256("j-1");

  @RegisterExtension
  private final LogLines log = new LogLines("io.vouchsafe.audit", new LogLineFilter());

  private final LoggedAudit audit = new LoggedAudit("default");

  @Test
  void eachValueIsInTheLineAndAFieldOfItsOwn() {
    audit.mismatched(TOKEN);

    String kid = TOKEN.keyVersion().kid().value();
    assertEquals(
        "mismatched issuer=default jti=j-1 key=vouchsafe-rs256 version=1 kid=%s: the signature that came back is not one of this key version; the token was thrown away"
            .formatted(kid),
        log.records().getFirst().getFormattedMessage());
    Map<String, String> fields = log.records().getFirst().getMdcCopy();
    assertEquals("mismatched", fields.get("event"));
    assertEquals("vouchsafe-rs256", fields.get("key"));
    assertEquals(kid, fields.get("kid"));
  }

  @Test
  void aFailureSaysWhy() {
    audit.failed(TOKEN, Problem.unavailable("Vault is 100% sealed", Duration.ofSeconds(1)));

    assertEquals(
        "failed issuer=default jti=j-1 kind=UNAVAILABLE: Vault is 100% sealed",
        log.records().getFirst().getFormattedMessage());
  }

  @Test
  void whatACallerChoseShowsItsCharactersOfControlAndDirectionAsCodes() {
    audit.failed(PreparedTokens.rs256("x\u202ey\u2028z\u0007\u009b\u00a0\ud800"), Problem.hungUp());

    String escaped = "x\\u202ey\\u2028z\\u0007\\u009b_\\ud800";
    assertTrue(
        log.records().getFirst().getFormattedMessage().contains(" jti=" + escaped + " "),
        log.messages()::toString);
    assertEquals(escaped, log.records().getFirst().getMdc("jti"));
  }

  @Test
  void aCallerWhoLeftIsNoFailureOfVault() {
    audit.failed(TOKEN, Problem.hungUp());

    assertEquals(
        "failed issuer=default jti=j-1 kind=HUNG_UP: the caller hung up",
        log.records().getFirst().getFormattedMessage());
  }

  @Test
  void everyLineNamesItsRequestOnWhateverThreadItIsMade() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Asking.run(
          Asker.stranger("r-1", "default", "192.0.2.1"),
          () -> {
            audit.mismatched(TOKEN);
            threads.submit(Asking.carried(() -> audit.mismatched(TOKEN)));
          });
    }
    audit.mismatched(TOKEN);

    assertEquals(
        List.of(" request=r-1", " request=r-1", ""),
        log.records().stream().map(line -> line.getNdc() == null ? "" : line.getNdc()).toList());
    assertEquals("r-1", log.records().get(1).getMdc("request"));
  }
}
