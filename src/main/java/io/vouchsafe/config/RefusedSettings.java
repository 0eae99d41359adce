package io.vouchsafe.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.util.Set;
import java.util.TreeSet;

/** Settings in our name that do not exist: a misspelt one would go unseen. */
public final class RefusedSettings {
  private static final String OURS = "vouchsafe.";
  private static final Set<String> ROOMS =
      new TreeSet<>(Set.of("http", "issuers", "keys", "ring", "rotation", "signing", "transit"));

  private RefusedSettings() {}

  /**
   * @throws io.quarkus.runtime.configuration.ConfigurationException naming the first one that is
   *     set
   */
  public static void check(SmallRyeConfig config) {
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(OURS) && !ROOMS.contains(room(name)) && !isVariable(config, name)) {
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
}
