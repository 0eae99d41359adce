package io.vouchsafe.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The public port's own bounds. */
@ConfigMapping(prefix = "vouchsafe.http")
public interface HttpConfig {
  /** The largest body that a request may have. */
  @WithDefault("256K")
  MemorySize maxBody();

  /**
   * Calls of one kind that may be under way; one more is refused at once. The kinds are RS256
   * tokens, ES256 tokens, several tokens, and grants.
   */
  @WithDefault("1024")
  int maxCalls();

  /** What the bodies of all calls under way may take; a call beyond is refused at once. */
  @WithDefault("32M")
  MemorySize maxBodies();
}
