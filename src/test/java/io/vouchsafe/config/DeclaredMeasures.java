package io.vouchsafe.config;

import io.quarkus.runtime.configuration.MemorySize;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The settings that are a time, a size or a number, as the mappings declare them. */
public final class DeclaredMeasures {
  private DeclaredMeasures() {}

  /** Those of this room, Vault's extension and the certificates that are a time. */
  public static Stream<String> times() {
    return ofType(KnownSettings.judged(), Duration.class);
  }

  /** Those of this room and of Vault's extension that are a size. */
  public static Stream<String> sizes() {
    return ofType(KnownSettings.judged(), MemorySize.class);
  }

  /** Those of this room that are a whole number. */
  public static Stream<String> numbers() {
    return ofType(KnownSettings.all().stream(), Integer.class, Long.class);
  }

  /** In the groups of {@code StartSettings}. */
  private static Stream<String> ofType(Stream<KnownSetting> settings, Class<?>... types) {
    return settings
        .filter(setting -> List.of(types).contains(setting.type()))
        .map(setting -> setting.pattern().replace("trusted-issuers.*", "trusted-issuers.control"))
        .map(name -> name.replace("vouchsafe.issuers.*", "vouchsafe.issuers.default"))
        .map(name -> name.replace("exchanges.*", "exchanges.jobs"))
        .map(name -> name.replace("brokers.*", "brokers.control").replace("*", "x"));
  }
}
