package io.vouchsafe.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.PropertyNamesMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The names of all settings of Vouchsafe, as its mappings declare them. */
final class KnownSettings {
  /** Every {@code @ConfigMapping} of this room; a test holds it complete. */
  static final List<Class<?>> MAPPINGS =
      List.of(
          ConnectionConfig.class,
          HttpConfig.class,
          IssuersConfig.class,
          KeysConfig.class,
          RingConfig.class,
          RotationConfig.class,
          SigningConfig.class,
          TransitConfig.class);

  private static final List<ConfigClass> DECLARED =
      MAPPINGS.stream().map(ConfigClass::configClass).toList();

  private static final PropertyNamesMatcher NAMES = ConfigMappings.propertyNamesMatcher(DECLARED);

  /** A dot that stands in no quotes. */
  private static final String DOT = "\\.(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

  private static final String ANY = "*";
  private static final int FAR = 3;

  private KnownSettings() {}

  static boolean contains(String name) {
    return NAMES.matches(name);
  }

  /** The setting that {@code unknown} is probably meant to be: at most three letters differ. */
  static Optional<String> nearest(String unknown) {
    return DECLARED.stream()
        .flatMap(mapping -> mapping.getProperties().keySet().stream())
        .filter(pattern -> !pattern.endsWith("]"))
        .flatMap(pattern -> named(pattern, unknown).stream())
        .filter(name -> distance(name, unknown) <= FAR)
        .min(
            Comparator.<String>comparingInt(name -> distance(name, unknown))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The pattern with the keys that {@code unknown} has in its place; empty if it has no place. */
  private static Optional<String> named(String pattern, String unknown) {
    String[] segments = pattern.split(DOT);
    String[] actual = unknown.split(DOT);
    if (segments.length != actual.length) {
      return Optional.empty();
    }
    for (int i = 0; i < segments.length; i++) {
      segments[i] = segments[i].equals(ANY) ? actual[i] : segments[i];
    }
    return Optional.of(String.join(".", segments));
  }

  /** How many letters have to be put in, left out or replaced (Levenshtein). */
  private static int distance(String one, String other) {
    int[] before = IntStream.rangeClosed(0, other.length()).toArray();
    for (int i = 1; i <= one.length(); i++) {
      int[] now = new int[other.length() + 1];
      now[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(replaced, 1 + Math.min(before[j], now[j - 1]));
      }
      before = now;
    }
    return before[other.length()];
  }
}
