package io.vouchsafe.ops;

import java.util.Locale;

/** Settings of other parts that would reach into what Vouchsafe guarantees. */
final class RefusedSettings {
  private static final String NEW_TOKEN = "smallrye.jwt.new-token";

  private RefusedSettings() {}

  /**
   * @throws io.quarkus.runtime.configuration.ConfigurationException naming the first one that is
   *     set
   */
  static void check(Iterable<String> propertyNames) {
    for (String name : propertyNames) {
      if (plain(name).startsWith(plain(NEW_TOKEN))) {
        throw Setting.refused(
            name, "would change the claims of every token; remove it, and use vouchsafe.issuers.*");
      }
    }
  }

  /** The form in which a property and its environment variable are the same. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }
}
