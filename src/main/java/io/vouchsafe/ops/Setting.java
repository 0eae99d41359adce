package io.vouchsafe.ops;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vouchsafe.token.Problem;
import java.util.function.Supplier;

/** Turns a refusal of a domain value into a start-up error that names the property. */
final class Setting {
  private Setting() {}

  /**
   * The value that {@code made} makes.
   *
   * @throws ConfigurationException with the property and the reason, if it refuses
   */
  static <T> T of(String property, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException | Problem e) {
      throw refused(property, e.getMessage());
    }
  }

  static ConfigurationException refused(String property, String reason) {
    return new ConfigurationException(property + ": " + reason);
  }
}
