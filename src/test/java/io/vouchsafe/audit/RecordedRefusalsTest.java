package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.base.Asker;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.testing.AdjustableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordedRefusalsTest {
  private static final Asker STRANGER = Asker.stranger("r-9", "default", "192.0.2.9");

  private final List<AuditRecord.Refused> records = new ArrayList<>();
  private final LongAdder unrecorded = new LongAdder();
  private final AdjustableClock clock = new AdjustableClock();
  private final AuditSink sink =
      new AuditSink() {
        @Override
        public boolean write(AuditRecord record) {
          throw new AssertionError("nobody waits for a refusal");
        }

        @Override
        public void offer(AuditRecord record) {
          records.add((AuditRecord.Refused) record);
        }
      };
  private final RecordedRefusals refusals = new RecordedRefusals(sink, 10, unrecorded, clock);

  private static AuditRecord.Reason reason(String type) {
    return new AuditRecord.Reason(type, Optional.empty());
  }

  @Test
  void ofStrangersSoManyAMinuteAreRecordedAndTheRestIsCounted() {
    for (int i = 0; i < 28_000; i++) {
      refusals.ofStranger(() -> STRANGER, reason("invalid-credentials"));
    }

    assertEquals(10, records.size());
    assertEquals(27_990, unrecorded.sum());
    clock.pass(Duration.ofMinutes(1));
    refusals.ofStranger(() -> STRANGER, reason("invalid-credentials"));
    assertEquals(27_990, records.getLast().unrecorded());
    refusals.ofStranger(() -> STRANGER, reason("invalid-credentials"));
    assertEquals(0, records.getLast().unrecorded());
  }

  @Test
  void aFloodOfOneTypeHidesNoOther() {
    for (int i = 0; i < 100; i++) {
      refusals.ofStranger(() -> STRANGER, reason("not-found"));
    }
    refusals.ofStranger(() -> STRANGER, reason("forbidden"));

    assertEquals("forbidden", records.getLast().reason().type());
  }

  @ParameterizedTest
  @EnumSource
  void ofKnownCallersEveryDecisionIsRecordedAndTheRestIsSampled(ProblemType type) {
    for (int i = 0; i < 1000; i++) {
      refusals.ofCaller(AuditSamples.WORKLOAD, reason(type.label()));
    }

    boolean decision = Set.of(400, 403, 404, 405, 507).contains(type.status());
    assertEquals(decision ? 1000 : 10, records.size());
    assertEquals(decision ? 0 : 990, unrecorded.sum());
    assertEquals(AuditSamples.WORKLOAD, records.getLast().by());
  }

  @Test
  void aKnownCallerFillsNoDiskWithDecisionsEither() {
    for (int i = 0; i < 100_000; i++) {
      refusals.ofCaller(AuditSamples.WORKLOAD, reason("forbidden"));
    }

    assertEquals(1000, records.size());
    assertEquals(99_000, unrecorded.sum());
  }

  @Test
  void theNextSampleOfKnownCallersHasTheNumberOfTheOthers() {
    for (int i = 0; i < 100_000; i++) {
      refusals.ofCaller(AuditSamples.WORKLOAD, reason("invalid-credentials"));
    }

    clock.pass(Duration.ofMinutes(1));
    refusals.ofCaller(AuditSamples.BROKER, reason("invalid-credentials"));

    assertEquals(11, records.size());
    assertEquals(99_990, records.getLast().unrecorded());
    assertEquals(AuditSamples.BROKER, records.getLast().by());
  }

  @Test
  void aFloodOfStrangersHidesNoKnownCaller() {
    for (int i = 0; i < 100; i++) {
      refusals.ofStranger(() -> STRANGER, reason("invalid-credentials"));
    }
    refusals.ofCaller(AuditSamples.WORKLOAD, reason("invalid-credentials"));

    assertEquals(11, records.size());
    assertEquals(AuditSamples.WORKLOAD, records.getLast().by());
    assertEquals(0, records.getLast().unrecorded());
  }

  @Test
  void whereNoneIsWantedNoneIsMade() {
    RecordedRefusals none = new RecordedRefusals(sink, 0, unrecorded, clock);

    none.ofStranger(
        () -> {
          throw new AssertionError("who asked is of no interest");
        },
        reason("not-found"));

    assertEquals(List.of(), records);
    assertEquals(1, unrecorded.sum());
  }
}
