package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The audit: a record of every token, grant, refusal and revocation. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.audit")
public interface AuditConfig {
  /**
   * The file that records go to, of this instance alone; its folder exists. It is made with mode
   * 0600, and made anew when it was moved away. Without it they go to standard output.
   */
  Optional<Path> file();

  /** Whether a token that cannot be recorded is refused with 503. */
  @WithDefault("true")
  boolean required();

  /**
   * How many refusals of callers who proved nothing are recorded in a minute, for each type of
   * problem, and as many of known callers whose credentials are no longer good or who ask for too
   * much. The rest is counted.
   */
  @WithDefault("10")
  int strangersPerMinute();
}
