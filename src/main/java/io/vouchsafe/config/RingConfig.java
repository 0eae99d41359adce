package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The keys that outlive the process. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.ring")
public interface RingConfig {
  /**
   * A file with the public part of the last good ring: it serves the JWKS after a start until Vault
   * answers.
   */
  Optional<Path> snapshot();
}
