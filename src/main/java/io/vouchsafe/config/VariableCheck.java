package io.vouchsafe.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The environment variables in our name, and in that of Vault's extension: each names a setting, is
 * Kubernetes' own or that of our scripts, or is a doubt. One that is meant for a setting and cannot
 * reach it is a fault.
 */
final class VariableCheck {
  private final Set<String> names = new TreeSet<>();
  private final Faults faults;

  private VariableCheck(SmallRyeConfig config, Faults faults) {
    this.faults = faults;
    for (String name : config.getPropertyNames()) {
      if (KnownSettings.contains(name)) {
        names.add(name);
      }
    }
  }

  static void check(SmallRyeConfig config, Faults faults) {
    VariableCheck check = new VariableCheck(config, faults);
    config
        .getConfigSources(EnvConfigSource.class)
        .forEach(source -> new TreeMap<>(source.getProperties()).forEach(check::checkOne));
  }

  private void checkOne(String variable, String value) {
    if (variable.startsWith(KnownSettings.OURS)) {
      if (!KnownSettings.contains(variable)) {
        faults.add(variable, unknown(variable, KnownSettings.nearest(variable)));
      }
    } else if (Variables.isOurs(variable)
        && names.stream().noneMatch(name -> Variables.of(name).equals(variable))
        && !Variables.isForeign(variable, value)) {
      Variables.quoted(variable)
          .ifPresentOrElse(
              quoted ->
                  faults.add(
                      variable,
                      "%s: a name that is no single word needs two underscores on each side: %s; it is read in lower case with dots, so keep other names in a file"
                          .formatted(variable, quoted)),
              () -> faults.doubt(variable, unknown(variable, nearest(variable))));
    } else if (Variables.isOfVault(variable)
        && !KnownSettings.isVariableOfVault(variable)
        && !Variables.isForeign(variable, value)) {
      faults.doubt(variable, unknown(variable, KnownSettings.nearestVariableOfVault(variable)));
    }
  }

  private Optional<String> nearest(String variable) {
    return KnownSettings.nearestVariable(variable, Variables.groups(names));
  }

  private static String unknown(String variable, Optional<String> nearest) {
    return "the variable %s names no setting; %s"
        .formatted(
            variable,
            nearest
                .map("did you mean %s?"::formatted)
                .orElse("docs/configuration.md has them all"));
  }
}
