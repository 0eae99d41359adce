package io.vouchsafe.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Settings that are checked as at a start of the service. */
final class CheckedSettings {
  private CheckedSettings() {}

  /** What is wrong with these properties, and with these environment variables over them. */
  static Faults faults(Map<String, String> properties, Map<String, String> environment) {
    return Configuration.check(
            new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .addDiscoveredConverters()
                .withSources(
                    new PropertiesConfigSource(properties, "test", 100),
                    new EnvConfigSource(environment, 300))
                .build(),
            false,
            false)
        .faults();
  }
}
