package io.vouchsafe.config;

import static java.util.regex.Matcher.quoteReplacement;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vouchsafe.token.Problem;
import java.util.function.Supplier;

/**
 * Turns a refusal of a domain value into a start-up error that names the property, and does not
 * repeat what looks like a secret.
 */
public final class Setting {
  private Setting() {}

  /**
   * The value that {@code made} makes of the setting {@code property}.
   *
   * @throws ConfigurationException with the property and the reason, if it refuses
   */
  public static <T> T of(String property, Supplier<T> made) {
    return prefixed(property + ": ", made);
  }

  /**
   * The same for a value of several settings.
   *
   * @param prefix of their names; each line of its message begins with the rest of a name
   */
  public static <T> T prefixed(String prefix, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException | Problem e) {
      throw new ConfigurationException(
          Hidden.in(e.getMessage()).replaceAll("(?m)^", quoteReplacement(prefix)));
    }
  }

  /** The start-up error of a setting that cannot work. */
  public static ConfigurationException refused(String property, String reason) {
    return new ConfigurationException(property + ": " + Hidden.in(reason));
  }
}
