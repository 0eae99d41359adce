package io.vouchsafe.audit;

/**
 * Is told what became of records, on the thread that writes or on one that has a record written, so
 * it must not wait.
 */
public interface AuditEvents {
  /** Nobody listens. */
  AuditEvents NONE =
      new AuditEvents() {
        @Override
        public void written(int records, long nanos) {}

        @Override
        public void lost(int records) {}
      };

  /** One write took so many records, and so long. */
  void written(int records, long nanos);

  /** So many records were not written, and will not be. */
  void lost(int records);

  /**
   * Records cannot be written: after each attempt that failed, and where one does not end.
   *
   * @param reason as the system has it
   */
  default void failed(String reason) {}

  /** This one is among those that are lost. What it says was done holds all the same. */
  default void lost(AuditRecord.Revoked revoked) {}
}
