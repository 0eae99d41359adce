package io.vouchsafe.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The settings of Vouchsafe, as its mappings declare them, and those of Vault's extension. */
final class KnownSettings {
  /** What the names of all of ours begin with. */
  static final String OURS = "vouchsafe.";

  /** What the names of all of Vault's extension begin with. */
  static final String OF_VAULT = "quarkus.vault.";

  /** Every {@code @ConfigMapping} of this room; a test holds it complete. */
  static final List<Class<?>> MAPPINGS =
      List.of(
          ConnectionConfig.class,
          HttpConfig.class,
          IssuersConfig.class,
          KeysConfig.class,
          RevocationConfig.class,
          RingConfig.class,
          RotationConfig.class,
          AuditConfig.class,
          SigningConfig.class,
          TransitConfig.class,
          VaultConfig.class);

  /** The same and Vault's, as a configuration takes them. */
  static final List<ConfigClass> CLASSES =
      Stream.concat(MAPPINGS.stream(), Stream.of(VaultRuntimeConfig.class))
          .map(ConfigClass::configClass)
          .toList();

  private static final List<KnownSetting> DECLARED =
      MAPPINGS.stream().flatMap(KnownSetting::of).toList();

  /** Read by us, and declared by the extension. */
  private static final List<KnownSetting> VAULT =
      KnownSetting.of(VaultRuntimeConfig.class).toList();

  /** The certificates of the ports, which Quarkus reads. */
  static final List<KnownSetting> TLS = KnownSetting.of(TlsConfig.class).toList();

  /** What the names of these begin with. */
  static final String REGISTRY = "quarkus.tls.";

  private static final Set<Class<?>> MEASURES = Set.of(Duration.class, MemorySize.class);

  /** The two ports, which Quarkus opens. */
  private static final List<KnownSetting> PORTS =
      Stream.of(VertxHttpConfig.class, ManagementConfig.class).flatMap(KnownSetting::of).toList();

  /** Times and sizes of the ports and their certificates. */
  private static final List<KnownSetting> MEASURES_OF_PORTS =
      Stream.concat(PORTS.stream(), TLS.stream())
          .filter(setting -> MEASURES.contains(setting.type()))
          .toList();

  private static final int FAR = 3;

  private KnownSettings() {}

  static List<KnownSetting> all() {
    return DECLARED;
  }

  /** All that is ours, Vault's, or of a port and its certificate. */
  static Stream<KnownSetting> judged() {
    return Stream.of(DECLARED, VAULT, TLS, PORTS).flatMap(List::stream);
  }

  static boolean contains(String name) {
    return name.startsWith(OURS) && find(name).isPresent();
  }

  /** The declaration of a setting of ours, of Vault's extension, or of a measure of a port. */
  static Optional<KnownSetting> find(String name) {
    List<String> segments = SettingName.segments(SettingName.unindexed(name));
    return in(name).stream().filter(setting -> setting.matches(segments)).findFirst();
  }

  private static List<KnownSetting> in(String name) {
    if (name.startsWith(OURS)) {
      return DECLARED;
    }
    return name.startsWith(OF_VAULT) ? VAULT : MEASURES_OF_PORTS;
  }

  /**
   * The setting that {@code unknown} is probably meant to be: at most three letters differ, or a
   * name with dots lacks its quotes.
   */
  static Optional<String> nearest(String unknown) {
    List<String> actual = SettingName.segments(unknown);
    return nearest(
            unknown, DECLARED.stream().flatMap(setting -> setting.named(actual).stream()).toList())
        .or(
            () ->
                DECLARED.stream().flatMap(setting -> setting.quoted(actual).stream()).findFirst());
  }

  /**
   * The variable that {@code unknown} is probably meant to be: at most three letters differ.
   *
   * @param groups the names that are there for the settings to be under, such as those of brokers
   */
  static Optional<String> nearestVariable(String unknown, Set<String> groups) {
    List<String> candidates = new ArrayList<>();
    for (KnownSetting setting : DECLARED) {
      setting.variable(unknown).ifPresent(candidates::add);
      setting.under(groups).map(Variables::of).forEach(candidates::add);
    }
    return nearest(unknown, candidates);
  }

  /** Whether a variable names a setting of Vault's extension. */
  static boolean isVariableOfVault(String variable) {
    return VAULT.stream().anyMatch(known -> known.chosen(variable).isPresent());
  }

  /** The variable of Vault's extension that {@code unknown} is probably meant to be. */
  static Optional<String> nearestVariableOfVault(String unknown) {
    return nearest(
        unknown,
        VAULT.stream()
            .map(KnownSetting::pattern)
            .filter(pattern -> !pattern.contains(KnownSetting.ANY))
            .map(Variables::of)
            .toList());
  }

  /**
   * That of {@code names} which differs from {@code unknown} in the fewest letters, at most three.
   */
  static Optional<String> nearest(String unknown, Collection<String> names) {
    return names.stream()
        .filter(name -> distance(name, unknown) <= FAR)
        .min(
            Comparator.<String>comparingInt(name -> distance(name, unknown))
                .thenComparing(Comparator.naturalOrder()));
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
