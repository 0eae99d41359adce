package io.vouchsafe.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The form of what is set under {@code vouchsafe} and {@code quarkus.vault}, and of the times and
 * sizes of the ports: that each setting of ours exists, that its value is of its type, and that
 * none is missing. What a value means is judged afterwards.
 */
final class SettingsForm {
  private static final List<String> ROOMS =
      List.of(
          KnownSettings.OURS,
          KnownSettings.OF_VAULT,
          KnownSettings.REGISTRY,
          "quarkus.http.",
          "quarkus.management.");

  private final SmallRyeConfig config;
  private final Faults faults;
  private final SettingValue values;

  /** What is set and can be judged further, by setting. */
  private final Map<String, String> sound = new TreeMap<>();

  private SettingsForm(SmallRyeConfig config, Faults faults) {
    this.config = config;
    this.faults = faults;
    this.values = new SettingValue(config);
  }

  /**
   * Checks all that is set.
   *
   * @return what is left without faults: a group without one of its required settings is not
   */
  static Map<String, String> check(SmallRyeConfig config, Faults faults) {
    Set<String> names = new TreeSet<>();
    config
        .getPropertyNames()
        .forEach(
            name -> {
              if (ROOMS.stream().anyMatch(name::startsWith)) {
                names.add(name);
              }
            });
    SettingsForm form = new SettingsForm(config, faults);
    names.forEach(form::checkOne);
    form.checkMissing(names);
    return form.sound;
  }

  private void checkOne(String name) {
    if (!SettingName.isWhole(name)) {
      faults.add(
          name,
          "%s: the name ends at a colon, where a properties file begins the value; write \\: for a colon in a name, such as audiences.\"https\\://vault.example.com\".max-ttl"
              .formatted(name));
      return;
    }
    KnownSettings.find(name).ifPresentOrElse(known -> checkValue(name, known), () -> unknown(name));
  }

  private void unknown(String name) {
    if (name.startsWith(KnownSettings.OURS)) {
      faults.add(
          name,
          "unknown setting %s; %s"
              .formatted(
                  name,
                  KnownSettings.nearest(name)
                      .map("did you mean %s?"::formatted)
                      .orElse("docs/configuration.md has them all")));
    }
  }

  private void checkValue(String name, KnownSetting known) {
    ConfigValue value = config.getConfigValue(name);
    if (value.hasProblems()) {
      faults.add(
          name,
          "%s: refers to a property that is not set: %s".formatted(name, value.getRawValue()));
    } else if (value.getValue() != null) {
      values
          .refusal(known, value.getValue(), !SettingName.isIndexed(name))
          .ifPresentOrElse(
              refusal -> faults.add(name, name + ": " + refusal),
              () -> sound.put(name, value.getValue()));
    }
  }

  /** A group is there as soon as anything is set in it, known or not. */
  private void checkMissing(Collection<String> names) {
    Map<String, List<String>> segments = new HashMap<>();
    names.forEach(name -> segments.put(name, SettingName.segments(name)));
    for (KnownSetting known : KnownSettings.all()) {
      if (known.required()) {
        Set<String> groups = new TreeSet<>();
        segments.values().forEach(name -> known.groupOf(name).ifPresent(groups::add));
        groups.forEach(group -> checkRequired(group, known, names));
      }
    }
  }

  private void checkRequired(String group, KnownSetting known, Collection<String> names) {
    String name = group + "." + known.segments().getLast();
    if (isIn(sound.keySet(), name)) {
      return;
    }
    if (!isIn(names, name)) {
      faults.add(group, name, name + ": is required, and is not set");
    }
    sound.keySet().removeIf(set -> set.startsWith(group + "."));
  }

  private static boolean isIn(Collection<String> names, String name) {
    return names.stream().anyMatch(set -> SettingName.unindexed(set).equals(name));
  }
}
