package io.vouchsafe.config;

import io.smallrye.config.common.utils.StringUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which setting an environment variable names. A variable has lost the dots, dashes and cases of
 * the setting, so a name of the operator's choice is the one that is set elsewhere, and else has
 * dashes between its words ({@code control-plane}); an attribute has underscores ({@code
 * tenant_id}).
 */
final class Variables {
  /** What all variables of ours begin with. */
  static final String PREFIX = "VOUCHSAFE_";

  /** What all variables of Vault's extension begin with. */
  private static final String OF_VAULT = "QUARKUS_VAULT_";

  /** The scripts in {@code dev} and their tests set these; they are no settings. */
  private static final Set<String> SCRIPTS =
      Set.of(
          "VOUCHSAFE_URL",
          "VOUCHSAFE_MANAGEMENT_URL",
          "VOUCHSAFE_LOG",
          "VOUCHSAFE_JAR",
          "VOUCHSAFE_BINARY");

  /** Kubernetes sets these in each pod for each Service of the namespace, such as ours. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "(?:VOUCHSAFE|QUARKUS_VAULT)_(?:[A-Z0-9_]+_)?"
              + "(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?"
              + "|PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");

  private static final Pattern SERVICE_URL = Pattern.compile("(?:tcp|udp|sctp)://.*");

  /** Names below these have underscores, and others have dashes. */
  private static final Set<String> UNDERSCORED = Set.of("attributes", "claims");

  private static final String AUDIENCES = "audiences";

  private Variables() {}

  /** The variable of a setting: upper case, with {@code _} for all that is no letter or digit. */
  static String of(String setting) {
    return StringUtil.replaceNonAlphanumericByUnderscores(setting).toUpperCase(Locale.ROOT);
  }

  static boolean isOurs(String variable) {
    return variable.startsWith(PREFIX);
  }

  static boolean isOfVault(String variable) {
    return variable.startsWith(OF_VAULT);
  }

  /** Whether it is set by Kubernetes or by our own scripts, and no setting is meant. */
  static boolean isForeign(String variable, String value) {
    return SCRIPTS.contains(variable)
        || SERVICE_LINK.matcher(variable).matches()
        || (variable.endsWith("_PORT") && SERVICE_URL.matcher(value).matches());
  }

  /**
   * The setting that a variable names.
   *
   * @param names the settings that are set elsewhere
   */
  static Optional<String> setting(String variable, Collection<String> names) {
    return names.stream()
        .filter(name -> of(name).equals(variable))
        .findFirst()
        .or(() -> closest(variable).flatMap(known -> named(known, variable, names)));
  }

  /**
   * The same variable with its audience between double underscores, where it has an audience of
   * several words.
   */
  static Optional<String> quoted(String variable) {
    return closest(variable)
        .map(
            known -> {
              List<String> chosen = known.chosen(variable).orElseThrow();
              return variable.replace("_" + chosen.getLast() + "_", "__" + chosen.getLast() + "__");
            })
        .filter(quoted -> !quoted.equals(variable));
  }

  /** The declared setting that leaves the fewest letters to names of the operator's choice. */
  private static Optional<KnownSetting> closest(String variable) {
    return KnownSettings.all().stream()
        .filter(known -> known.chosen(variable).isPresent())
        .min(
            Comparator.comparingInt(
                known ->
                    known.chosen(variable).orElseThrow().stream().mapToInt(String::length).sum()));
  }

  private static Optional<String> named(
      KnownSetting known, String variable, Collection<String> names) {
    List<String> chosen = new ArrayList<>(known.chosen(variable).orElseThrow());
    List<String> segments = new ArrayList<>();
    for (String segment : known.segments()) {
      if (!segment.equals(KnownSetting.ANY)) {
        segments.add(segment);
        continue;
      }
      String word = chosen.removeFirst();
      Optional<String> elsewhere = sibling(segments, word, names);
      if (elsewhere.isEmpty() && word.contains("_") && segments.getLast().equals(AUDIENCES)) {
        return Optional.empty();
      }
      segments.add(elsewhere.orElseGet(() -> conventional(segments.getLast(), word)));
    }
    String index = variable.endsWith("_") ? index(variable) : "";
    return Optional.of(String.join(".", segments) + index);
  }

  private static String index(String variable) {
    String inner = variable.substring(0, variable.length() - 1);
    return "[" + inner.substring(inner.lastIndexOf('_') + 1) + "]";
  }

  private static Optional<String> sibling(
      List<String> parent, String word, Collection<String> names) {
    return names.stream()
        .map(SettingName::segments)
        .filter(
            name -> name.size() > parent.size() && name.subList(0, parent.size()).equals(parent))
        .map(name -> SettingName.unindexed(name.get(parent.size())))
        .filter(name -> of(name).equals(word))
        .findFirst();
  }

  private static String conventional(String parent, String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return UNDERSCORED.contains(parent) ? lower : lower.replace('_', '-');
  }

  /** The groups that these names are in, theirs and those around them. */
  static Set<String> groups(Collection<String> names) {
    Set<String> groups = new HashSet<>();
    for (String name : names) {
      List<String> segments = SettingName.segments(name);
      for (int i = 1; i < segments.size(); i++) {
        groups.add(String.join(".", segments.subList(0, i)));
      }
    }
    return groups;
  }
}
