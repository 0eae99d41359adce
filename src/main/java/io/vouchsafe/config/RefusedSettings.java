package io.vouchsafe.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Settings of libraries that stop the start whatever else is configured, since they would change or
 * break every token or job.
 */
final class RefusedSettings {
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
  private static final String TLS_PORT = "quarkus.http.ssl-port";
  private static final String MANAGEMENT_PORT = "quarkus.management.port";

  private static final int HIGHEST_PORT = 65_535;

  private RefusedSettings() {}

  /** Checks every property that is set. */
  static void check(SmallRyeConfig config, Faults faults) {
    FIXED.forEach((name, only) -> checkFixed(config, name, only, faults));
    for (String name : config.getPropertyNames()) {
      if (dotted(name).startsWith(TOKENS) && FIXED.keySet().stream().noneMatch(isWrittenAs(name))) {
        faults.add(name, name + ": must not be set: it would change every token");
      }
    }
    checkPorts(config, faults);
  }

  private static void checkFixed(SmallRyeConfig config, String name, String only, Faults faults) {
    Optional.ofNullable(config.getConfigValue(name).getValue())
        .filter(value -> !value.equals(only))
        .ifPresent(
            value -> faults.add(name, "%s: must be %s, not %s".formatted(name, only, value)));
  }

  private static Predicate<String> isWrittenAs(String name) {
    return property -> dotted(property).equals(dotted(name));
  }

  /** One form for a property and for the environment variable of the same name. */
  private static String dotted(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  /** Two servers of one process share a port without an error, and each gets some connections. */
  private static void checkPorts(SmallRyeConfig config, Faults faults) {
    for (String property : List.of(PUBLIC_PORT, TLS_PORT, MANAGEMENT_PORT)) {
      port(config, property)
          .filter(number -> number > HIGHEST_PORT)
          .ifPresent(
              number ->
                  faults.add(
                      property,
                      "%s: must be at most %d, not %d".formatted(property, HIGHEST_PORT, number)));
    }
    checkPort(config, PUBLIC_PORT, faults);
    if (OwnTls.ofPublicPort(config.getPropertyNames())) {
      checkPort(config, TLS_PORT, faults);
    }
  }

  private static void checkPort(SmallRyeConfig config, String open, Faults faults) {
    Optional<Integer> management = port(config, MANAGEMENT_PORT);
    if (management.isPresent() && management.equals(port(config, open)) && management.get() > 0) {
      faults.add(
          MANAGEMENT_PORT,
          "%s: is %d, as %s; the operators' port needs a number of its own"
              .formatted(MANAGEMENT_PORT, management.get(), open));
    }
  }

  /** Empty for what is no number, too: Quarkus says so. */
  private static Optional<Integer> port(SmallRyeConfig config, String property) {
    return Optional.of(config.getConfigValue(property))
        .map(ConfigValue::getValue)
        .filter(value -> value.matches("[0-9]{1,5}"))
        .map(Integer::valueOf);
  }
}
