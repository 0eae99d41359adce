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
    return configuration(properties, environment).faults();
  }

  /** The same with the policies of the keys, as far as they can be made. */
  static Faults faultsOfKeys(Map<String, String> properties) {
    Configuration config = configuration(properties, Map.of());
    KeyPolicies.of(config.of(KeysConfig.class), config.faults());
    return config.faults();
  }

  private static Configuration configuration(
      Map<String, String> properties, Map<String, String> environment) {
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
        false);
  }
}
