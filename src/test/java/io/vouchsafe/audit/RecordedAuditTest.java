package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Asking;
import io.vouchsafe.token.HeardAudit;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.PreparedTokens;
import io.vouchsafe.token.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class RecordedAuditTest {
  private static final PreparedToken TOKEN = PreparedTokens.rs256("j-1");

  private final List<AuditRecord> waitedFor = new ArrayList<>();
  private final List<AuditRecord> offered = new ArrayList<>();
  private final HeardAudit next = new HeardAudit();
  private boolean full;

  private final AuditSink sink =
      new AuditSink() {
        @Override
        public boolean write(AuditRecord record) {
          waitedFor.add(record);
          return !full;
        }

        @Override
        public void offer(AuditRecord record) {
          offered.add(record);
        }
      };

  private RecordedAudit audit(boolean required) {
    return new RecordedAudit(
        "default", sink, required, problem -> "a-type", () -> AuditSamples.NOW, next);
  }

  @Test
  void aTokenThatMustBeRecordedAndCannotIsRefusedAndNobodyElseIsTold() {
    full = true;

    Problem refusal = assertThrows(Problem.class, () -> audit(true).asked(TOKEN));

    assertEquals(Problem.Kind.UNAVAILABLE, refusal.kind());
    assertEquals(1, refusal.retryAfter().orElseThrow().toSeconds());
    assertEquals(List.of(), next.told());
  }

  @Test
  void whereItNeedNotBeRecordedNobodyWaits() {
    full = true;

    audit(false).asked(TOKEN);

    assertEquals(List.of(), waitedFor);
    assertEquals(List.of("asked"), offered.stream().map(AuditRecord::event).toList());
    assertEquals(List.of("asked"), next.told());
  }

  @Test
  void eachEventIsOneRecordAndOnlyTheFirstIsWaitedFor() {
    RecordedAudit audit = audit(true);
    audit.asked(TOKEN);
    audit.issued(TOKEN);
    audit.issued(PreparedTokens.grant("g-1"));
    audit.mismatched(TOKEN);
    audit.failed(TOKEN, Problem.invalid("ttl", "is wrong"));
    audit.revokedGrant("g-1", Instant.EPOCH);
    audit.revokedWorkload("app:a", Instant.EPOCH);

    assertEquals(List.of("asked"), waitedFor.stream().map(AuditRecord::event).toList());
    assertEquals(
        List.of("issued", "granted", "failed", "revoked", "revoked"),
        offered.stream().map(AuditRecord::event).toList());
    assertEquals(
        new AuditRecord.Reason("a-type", Optional.of("ttl")),
        ((AuditRecord.Failed) offered.get(2)).reason());
    assertEquals(
        List.of(
            "asked",
            "issued",
            "issued",
            "mismatched",
            "failed INVALID_REQUEST",
            "revoked g-1",
            "revoked app:a"),
        next.told());
  }

  @Test
  void whoAsksIsKnownOnEveryThreadOfTheRequest() {
    RecordedAudit audit = audit(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Asking.run(
          AuditSamples.BROKER, () -> threads.submit(Asking.carried(() -> audit.issued(TOKEN))));
    }
    audit.issued(TOKEN);

    assertEquals(Optional.of(AuditSamples.BROKER), offered.getFirst().asker());
    assertEquals(
        Optional.of(Asker.stranger("", "default", "")),
        offered.getLast().asker(),
        "where nobody asks the issuer is known");
  }
}
