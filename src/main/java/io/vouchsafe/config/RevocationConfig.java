package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Grants that brokers take back. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.caller.revocation")
public interface RevocationConfig {
  /** The mount of a KV engine of version 1 in which revoked grants are kept; off without it. */
  Optional<String> mount();

  /** How long it may take to list the revoked grants of an issuer. */
  @WithDefault("5s")
  Duration timeout();
}
