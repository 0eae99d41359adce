package io.vouchsafe.audit;

/** Is told what became of records. Called on the thread that writes, so it must not wait. */
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
}
