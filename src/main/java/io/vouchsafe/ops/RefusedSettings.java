package io.vouchsafe.ops;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings that must not be there: those of other parts that would reach into what Vouchsafe
 * guarantees, and those of ours that do not exist.
 */
final class RefusedSettings {
  private static final String NEW_TOKEN = "smallrye.jwt.new-token";
  private static final String OURS = "vouchsafe.";
  private static final Set<String> ROOMS =
      new TreeSet<>(Set.of("http", "issuers", "keys", "rotation", "signing", "transit"));

  private RefusedSettings() {}

  /**
   * @throws io.quarkus.runtime.configuration.ConfigurationException naming the first one that is
   *     set
   */
  static void check(SmallRyeConfig config) {
    for (String name : config.getPropertyNames()) {
      boolean variable = isVariable(config, name);
      if (plain(name).startsWith(plain(NEW_TOKEN))) {
        throw Setting.refused(
            variable ? plain(name).toUpperCase(Locale.ROOT) : name,
            "would change the claims of every token; remove it, and use vouchsafe.issuers.*");
      }
      if (!variable && name.startsWith(OURS) && !ROOMS.contains(room(name))) {
        throw Setting.refused(
            name,
            "is no setting of Vouchsafe; those begin with vouchsafe.%s"
                .formatted(String.join(", vouchsafe.", ROOMS)));
      }
    }
  }

  /** Environment variables may be somebody else's, such as {@code VOUCHSAFE_URL} of a client. */
  private static boolean isVariable(SmallRyeConfig config, String name) {
    return EnvConfigSource.NAME.equals(config.getConfigValue(name).getConfigSourceName());
  }

  /** The segment after {@link #OURS}. */
  private static String room(String name) {
    return name.substring(OURS.length()).split("\\.", 2)[0];
  }

  /** The form in which a property and its environment variable are the same. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }
}
