package io.vouchsafe.audit;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Outage;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.LogLines;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the log tells of an audit that cannot be written. */
class LoggedAuditEventsTest {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.audit");

  @RegisterExtension private final LogLines log = new LogLines("io.vouchsafe.audit");
  private final FaultyTarget target = new FaultyTarget();
  private final CountedAudit counted = new CountedAudit();
  private final AdjustableClock clock = new AdjustableClock();
  private final LoggedAuditEvents events = events(outage());
  private AuditWriter writer = AuditWriters.of(target, events);

  private LoggedAuditEvents events(Outage outage) {
    return new LoggedAuditEvents(counted, "/a/file", Optional.of(outage));
  }

  /** Nothing ends it a second later, when its line would be one of another test. */
  private Outage outage() {
    return new Outage(
        "audit",
        "records lost",
        clock,
        new Outage.Report() {
          @Override
          public void failing(String line) {
            LOG.warn(line);
          }

          @Override
          public void over(String line) {
            LOG.info(line);
          }
        },
        watch -> {});
  }

  @AfterEach
  void close() {
    if (target.slow != null) {
      target.slow.countDown();
    }
    writer.close();
  }

  private void start() {
    writer.start();
    eventually("the begin of the chain", () -> !target.writes.isEmpty());
  }

  @Test
  void aFileThatCannotBeWrittenIsOneLineHoweverManyRecordsAreLost() {
    start();
    target.fault = "No space left on device";

    for (int i = 0; i < 20; i++) {
      assertFalse(writer.write(AuditSamples.asked("j-" + i)));
    }

    assertEquals(
        List.of(
            "audit: outage began: No space left on device; make room there, or mend the file"
                + " (writing to /a/file)"),
        log.messages());
    assertEquals(20, counted.lost());
  }

  @Test
  void aFileThatIsWrittenAgainIsNoPartOfTheOutage() {
    start();
    Outage outage = outage();
    LoggedAuditEvents own = events(outage);
    own.failed("gone");
    assertEquals(1, outage.failing().size());

    own.written(1, 1);

    assertTrue(outage.failing().isEmpty());
  }

  @Test
  void aWriteThatDoesNotEndIsALineToo() {
    start();
    target.slow = new CountDownLatch(1);
    writer.offer(AuditSamples.asked("first"));
    eventually("the slow write", () -> writer.waiting() == 0);

    eventually(
        "the line", () -> !writer.write(AuditSamples.asked("late")) && !log.messages().isEmpty());

    assertTrue(
        log.messages().getFirst().startsWith("audit: outage began: a write does not end"),
        () -> log.messages().toString());
  }

  @Test
  void aRevocationWhoseRecordIsLostNamesWhatWasRevokedByWhom() {
    start();
    target.fault = "No space left on device";
    writer.offer(
        new AuditRecord.Revoked(
            AuditSamples.NOW,
            AuditSamples.BROKER,
            Optional.of("g-1"),
            Optional.empty(),
            AuditSamples.NOW));
    writer.offer(
        new AuditRecord.Revoked(
            AuditSamples.NOW,
            AuditSamples.BROKER,
            Optional.empty(),
            Optional.of("app:a b"),
            AuditSamples.NOW));

    String end = ": it holds, but its record in the audit is lost";
    eventually("both lines", () -> log.messages().size() == 3);
    assertEquals(
        List.of(
            "revoked issuer=default broker=edge by=edge/1 grant=g-1" + end,
            "revoked issuer=default broker=edge by=edge/1 sub=app:a_b" + end),
        log.messages().stream().filter(line -> line.startsWith("revoked")).toList());
    eventually("the count", () -> counted.lost() == 2);
  }

  @Test
  void standardOutputHasNoOutageInTheLogThatGoesThereToo() {
    writer = AuditWriters.of(target, new LoggedAuditEvents(counted, "", Optional.empty()));
    start();
    target.fault = "No space left on device";

    assertFalse(writer.write(AuditSamples.asked("j-1")));

    assertEquals(List.of(), log.messages());
  }
}
