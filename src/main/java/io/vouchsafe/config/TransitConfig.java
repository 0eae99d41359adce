package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How Vault's Transit engine is called. Where Vault is and how to log in: `quarkus.vault.*`. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.transit")
public interface TransitConfig {
  /** Where the Transit engine is mounted. */
  @WithDefault("transit")
  String mount();

  /**
   * How long a call to Vault may take, waiting for a connection included; also how long a caller
   * waits for a token.
   */
  @WithDefault("2s")
  Duration requestTimeout();

  /** Connections to Vault, at most. */
  @WithDefault("32")
  int poolSize();

  /** Calls that may wait for a connection; one more is refused at once. */
  @WithDefault("256")
  int maxWaiting();
}
