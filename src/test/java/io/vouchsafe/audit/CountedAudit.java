package io.vouchsafe.audit;

import java.util.concurrent.atomic.LongAdder;

/** Counts the records that are lost. */
final class CountedAudit implements AuditEvents {
  private final LongAdder lost = new LongAdder();

  @Override
  public void written(int records, long nanos) {}

  @Override
  public void lost(int records) {
    lost.add(records);
  }

  long lost() {
    return lost.sum();
  }
}
