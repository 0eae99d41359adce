package io.vouchsafe.config;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A configuration of the settings that are sound by their form, so that the rest can be judged. */
final class SoundConfig {
  private static final int CONVERTERS = 200;
  private static final int RANK = 100;

  private SoundConfig() {}

  static SmallRyeConfig of(Map<String, String> values) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, CONVERTERS, new DurationConverter())
            .withConverter(MemorySize.class, CONVERTERS, new MemorySizeConverter())
            .withConverter(Path.class, CONVERTERS, new PathConverter())
            .withSources(new PropertiesConfigSource(values, "sound settings", RANK))
            .withValidateUnknown(false);
    KnownSettings.CLASSES.forEach(builder::withMapping);
    return builder.build();
  }
}
