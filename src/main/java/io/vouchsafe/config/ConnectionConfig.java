package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The bounds of connections to the public port. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.http.connection")
public interface ConnectionConfig {
  /** Connections in all; one more is closed at once. */
  @WithDefault("8192")
  int max();

  /** Connections of one peer address; one more is closed at once. */
  @WithDefault("1024")
  int maxPerPeer();

  /** What all request heads that are not whole yet, and requests that wait, may have together. */
  @WithDefault("4M")
  MemorySize maxHeads();

  /** How long a request head may take. */
  @WithDefault("10s")
  Duration headTimeout();

  /** How long a connection may have no request. */
  @WithDefault("60s")
  Duration idleTimeout();

  /** How long a peer may take for an answer. */
  @WithDefault("30s")
  Duration answerTimeout();
}
