package io.vouchsafe.ops.metrics;

import io.vouchsafe.audit.AuditEvents;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Counts the records of the audit, and shows whether they are written. */
public final class AuditMetrics implements AuditEvents {
  private final Meters meters;
  private final LongAdder written;
  private final LongAdder lost;
  private final LongAdder unrecorded;
  private final Times writes;

  public AuditMetrics(Meters meters) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.written = meters.counter("vouchsafe.audit.records", "records that were written");
    this.lost = meters.counter("vouchsafe.audit.lost", "records that could not be written");
    this.unrecorded =
        meters.counter("vouchsafe.audit.unrecorded", "refusals that are counted and not recorded");
    this.writes = meters.times("vouchsafe.audit.write", "how long one write of records took");
  }

  /** Shows whether records are written now. */
  public void watch(BooleanSupplier works) {
    meters.gauge(
        "vouchsafe.audit.up",
        "1 while records are written, 0 while not",
        () -> works.getAsBoolean() ? 1 : 0);
  }

  /** Counts the refusals that are not recorded. */
  public LongAdder unrecorded() {
    return unrecorded;
  }

  @Override
  public void written(int records, long nanos) {
    written.add(records);
    writes.record(nanos);
  }

  @Override
  public void lost(int records) {
    lost.add(records);
  }
}
