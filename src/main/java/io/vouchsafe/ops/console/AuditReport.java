package io.vouchsafe.ops.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.audit.AuditState;
import java.util.Objects;

/**
 * Whether the audit is written, in the words of {@code GET /status}.
 *
 * @param required whether a token that cannot be recorded is refused
 */
public record AuditReport(AuditState state, boolean required) {
  public AuditReport {
    Objects.requireNonNull(state, "state");
  }

  void describe(ObjectNode json) {
    json.put("target", state.target()).put("required", required);
    state
        .fault()
        .ifPresentOrElse(
            fault ->
                json.putObject("fault")
                    .put("reason", fault.reason())
                    .put("since", fault.since().toString()),
            () -> json.putNull("fault"));
  }
}
