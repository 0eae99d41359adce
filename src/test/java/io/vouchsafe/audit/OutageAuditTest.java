package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.OutageLines;
import io.vouchsafe.testing.SilentOutage;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.PreparedTokens;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SigningFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageAuditTest {
  private static final Problem SEALED =
      Problem.unavailable("Vault is sealed", Duration.ofSeconds(1));

  private final List<String> trail = new ArrayList<>();
  private final Outage vault = SilentOutage.create();
  private final OutageAudit audit =
      new OutageAudit(
          new Audit() {
            @Override
            public void asked(PreparedToken token, String grantedBy) {
              trail.add("asked %s by %s".formatted(token.id(), grantedBy));
            }

            @Override
            public void issued(PreparedToken token) {
              trail.add("issued " + token.id());
            }

            @Override
            public void failed(PreparedToken token, Problem problem) {
              trail.add("failed " + token.id());
            }

            @Override
            public void mismatched(PreparedToken token) {
              trail.add("mismatched " + token.id());
            }
          },
          vault);

  private static PreparedToken token(String id) {
    return PreparedTokens.rs256(id);
  }

  private void fail(String id, Problem problem) {
    audit.asked(token(id), "grant g");
    audit.failed(token(id), problem);
  }

  @Test
  void aTokenThatFailsBeforeTheOutageIsKnownHasItsRecordsAndOthersHaveNone() {
    for (String id : List.of("1", "2", "3")) {
      fail(id, SEALED);
    }

    assertTrue(vault.on());
    assertEquals(List.of("asked 1 by grant g", "failed 1"), trail);
  }

  @Test
  void aTokenThatIsIssuedAllTheSameHasBothRecordsInTheirOrder() {
    vault.failed("reading k", "Vault is sealed");
    audit.asked(token("1"), "grant g");
    assertEquals(List.of(), trail);

    audit.issued(token("1"));

    assertEquals(List.of("asked 1 by grant g", "issued 1"), trail);
  }

  @Test
  void whatWasAskedBeforeTheOutageIsRecordedToItsEnd() {
    audit.asked(token("1"), "grant g");
    vault.failed("reading k", "Vault is sealed");
    audit.failed(token("1"), SEALED);

    assertEquals(List.of("asked 1 by grant g", "failed 1"), trail);
  }

  @Test
  void aWrongSignatureIsAnOutageAndTheFirstOneIsRecorded() {
    for (String id : List.of("1", "2")) {
      audit.asked(token(id), "grant g");
      audit.mismatched(token(id));
      audit.failed(token(id), Problem.of(Problem.Kind.WRONG_ANSWER, "does not verify"));
    }

    assertTrue(vault.on());
    assertEquals(List.of("asked 1 by grant g", "mismatched 1", "failed 1"), trail);
  }

  @Test
  void theFirstWrongSignatureIsRecordedAlsoWhileSomethingElseFails() {
    vault.failed("reading k", "Vault is sealed");
    for (String id : List.of("1", "2")) {
      audit.asked(token(id), "grant g");
      audit.mismatched(token(id));
      audit.failed(
          token(id), Problem.of(Problem.Kind.WRONG_ANSWER, SigningFault.mismatch().cause()));
    }

    assertEquals(List.of("asked 1 by grant g", "mismatched 1", "failed 1"), trail);
  }

  @Test
  void aTokenThatTheKeysForbidIsCountedAndHasNoRecord() {
    List<String> lines = new ArrayList<>();
    Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
    Outage counted = OutageLines.of(lines, () -> now[0]);
    counted.failed("signing with k", "the RS256 key is soft-deleted");
    Audit forbidden = new OutageAudit(audit, counted);

    forbidden.unavailable();
    forbidden.unavailable();
    now[0] = now[0].plusSeconds(60);
    OutageLines.check(counted);

    assertTrue(lines.getLast().endsWith("; 2 hits since the last line"), lines::toString);
    assertEquals(List.of(), trail);
  }

  @Test
  void neitherAClientThatLeftNorARefusedVersionIsAnOutage() {
    fail("1", Problem.hungUp());
    fail("2", Problem.of(Problem.Kind.VERSION_REFUSED, "below the minimum"));

    assertEquals(
        List.of("asked 1 by grant g", "failed 1", "asked 2 by grant g", "failed 2"), trail);
  }
}
