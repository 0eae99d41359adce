package io.vouchsafe.audit;

import io.vouchsafe.base.Trouble;
import java.util.Optional;

/** Whether records are written; from memory. */
public interface AuditState {
  /** Why records are not written, as the system has it; empty while they are. */
  Optional<Trouble.Row<String>> fault();

  /** Where records go: a file, or standard output. */
  String target();
}
