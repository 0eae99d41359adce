package io.vouchsafe.config;

import static java.util.stream.Collectors.joining;

import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The certificates that the two ports and the way to Vault name. Quarkus looks for them when it
 * opens the ports, which is after Vault was called, and takes one that has no key for none.
 */
final class TlsNames {
  private static final List<String> NAMING =
      List.of(
          "quarkus.http.tls-configuration-name",
          "quarkus.management.tls-configuration-name",
          "vouchsafe.vault.tls-configuration-name");

  private TlsNames() {}

  static void check(SmallRyeConfig config, Faults faults) {
    for (String property : NAMING) {
      Optional.ofNullable(config.getConfigValue(property).getValue())
          .filter(name -> !name.isBlank())
          .filter(name -> !OwnTls.of(under(name), config.getPropertyNames()))
          .ifPresent(name -> faults.add(property, unknown(property, name, configured(config))));
    }
  }

  private static String under(String name) {
    return name.equals(TlsConfig.DEFAULT_NAME)
        ? KnownSettings.REGISTRY
        : KnownSettings.REGISTRY + name + ".";
  }

  private static String unknown(String property, String name, Set<String> configured) {
    return "%s: names %s, and there is no certificate quarkus.tls.%s.key-store.*; %s"
        .formatted(property, name, name, advice(name, configured));
  }

  private static String advice(String name, Set<String> configured) {
    if (configured.isEmpty()) {
      return "none has a name: configure it, or leave the setting out";
    }
    return KnownSettings.nearest(name, configured)
        .map("did you mean %s?"::formatted)
        .orElseGet(() -> configured.stream().collect(joining(", ", "there is ", "")));
  }

  /** The names that have a certificate. */
  private static Set<String> configured(SmallRyeConfig config) {
    Set<String> names = new TreeSet<>();
    for (String property : config.getPropertyNames()) {
      for (KnownSetting known : KnownSettings.TLS) {
        if (known.segments().get(2).equals(KnownSetting.ANY)
            && known.segments().get(3).equals("key-store")) {
          List<String> segments = SettingName.segments(SettingName.unindexed(property));
          if (known.matches(segments)) {
            names.add(segments.get(2).replace("\"", ""));
          } else {
            known
                .chosen(property)
                .ifPresent(chosen -> names.add(chosen.getFirst().toLowerCase(Locale.ROOT)));
          }
        }
      }
    }
    return names;
  }
}
