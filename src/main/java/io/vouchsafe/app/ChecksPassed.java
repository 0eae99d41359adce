package io.vouchsafe.app;

import io.vouchsafe.config.ConfigFault;
import java.util.List;

/** Ends a start that was only to be checked, when every part is made and none has acted. */
final class ChecksPassed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigFault> warnings;

  ChecksPassed(List<ConfigFault> warnings) {
    super("the configuration is good", null, false, false);
    this.warnings = List.copyOf(warnings);
  }

  /** What is legal and unwise. */
  List<ConfigFault> warnings() {
    return warnings;
  }
}
