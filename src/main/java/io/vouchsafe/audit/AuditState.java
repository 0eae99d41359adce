package io.vouchsafe.audit;

import java.time.Instant;
import java.util.Optional;

/** Whether records are written; from memory. */
public interface AuditState {
  /**
   * Why records are not written.
   *
   * @param target where they should go: a file, or standard output
   * @param reason as the system has it
   */
  record Fault(Instant since, String target, String reason) {}

  /** Empty while they are. */
  Optional<Fault> fault();

  /** Where records go. */
  String target();
}
