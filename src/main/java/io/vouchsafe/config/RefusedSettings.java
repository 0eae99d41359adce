package io.vouchsafe.config;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Settings that stop the start whatever else is configured: those in our name that do not exist,
 * since a misspelt one would go unseen, and those of libraries that would change or break every
 * token or job.
 */
public final class RefusedSettings {
  private static final String OURS = "vouchsafe.";

  /** Everything that SmallRye JWT Build reads; it says what is in a token and how it is signed. */
  private static final String TOKENS = "smallrye.jwt.";

  /** What the program sets itself, by property. */
  private static final Map<String, String> FIXED =
      Map.of(
          "smallrye.jwt.sign.relax-key-validation", "true",
          "smallrye.jwt.new-token.add-default-claims", "false",
          "smallrye.jwt.new-token.override-matching-claims", "false",
          "quarkus.scheduler.enabled", "true",
          "quarkus.scheduler.start-mode", "halted");

  private static final String PUBLIC_PORT = "quarkus.http.port";
  private static final String MANAGEMENT_PORT = "quarkus.management.port";

  private RefusedSettings() {}

  /**
   * Checks every property that is set.
   *
   * @throws ConfigurationException naming the first one that is refused
   */
  public static void check(SmallRyeConfig config) {
    FIXED.forEach((name, only) -> checkFixed(config, name, only));
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(OURS) && !KnownSettings.contains(name) && !isVariable(config, name)) {
        throw unknown(name);
      }
      if (dotted(name).startsWith(TOKENS) && FIXED.keySet().stream().noneMatch(isWrittenAs(name))) {
        throw Setting.refused(name, "must not be set: it would change every token");
      }
    }
    checkPorts(config);
  }

  private static void checkFixed(SmallRyeConfig config, String name, String only) {
    Optional.ofNullable(config.getConfigValue(name).getValue())
        .filter(value -> !value.equals(only))
        .ifPresent(
            value -> {
              throw Setting.refused(name, "must be %s, not %s".formatted(only, value));
            });
  }

  private static ConfigurationException unknown(String name) {
    return new ConfigurationException(
        "unknown setting %s; %s"
            .formatted(
                name,
                KnownSettings.nearest(name)
                    .map("did you mean %s?"::formatted)
                    .orElse("docs/configuration.md has them all")));
  }

  /** Environment variables may be somebody else's, such as {@code VOUCHSAFE_URL} of a client. */
  private static boolean isVariable(SmallRyeConfig config, String name) {
    return EnvConfigSource.NAME.equals(config.getConfigValue(name).getConfigSourceName());
  }

  private static Predicate<String> isWrittenAs(String name) {
    return property -> dotted(property).equals(dotted(name));
  }

  /** One form for a property and for the environment variable of the same name. */
  private static String dotted(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  /** Two servers of one process share a port without an error, and each gets some connections. */
  private static void checkPorts(SmallRyeConfig config) {
    Optional<Integer> open = config.getOptionalValue(PUBLIC_PORT, Integer.class);
    Optional<Integer> management = config.getOptionalValue(MANAGEMENT_PORT, Integer.class);
    if (management.isPresent() && management.equals(open) && management.get() > 0) {
      throw Setting.refused(
          MANAGEMENT_PORT,
          "is %d, as %s; the operators' port needs a number of its own"
              .formatted(management.get(), PUBLIC_PORT));
    }
  }
}
