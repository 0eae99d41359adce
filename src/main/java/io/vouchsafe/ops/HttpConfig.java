package io.vouchsafe.ops;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The public port's own bounds. */
@ConfigMapping(prefix = "vouchsafe.http")
public interface HttpConfig {
  /** The largest body that a request may have. */
  @WithDefault("256K")
  MemorySize maxBody();
}
