package io.vouchsafe.audit;

/** Takes records. Safe for many threads. */
public interface AuditSink {
  /**
   * Waits until the record was written: accepted by the system, which is not the same as safe from
   * a loss of power.
   *
   * @return false if it was not, at once or within a second; then it is not written later
   */
  boolean write(AuditRecord record);

  /** Has the record written soon and does not wait; one for which there is no room is lost. */
  void offer(AuditRecord record);
}
