package io.vouchsafe.config;

import java.util.Objects;

/**
 * One reason why a configuration cannot work, or is unwise.
 *
 * @param property the setting at fault, or the setting that a group of them is under
 * @param message one sentence that names the property and the reason; what looks like a secret is
 *     left out
 * @param place where it is set, such as {@code /etc/vouchsafe/application.properties, line 3};
 *     empty where it is set nowhere
 */
public record ConfigFault(String property, String message, String place) {
  public ConfigFault {
    Objects.requireNonNull(property, "property");
    message = Hidden.in(Objects.requireNonNull(message, "message"));
    Objects.requireNonNull(place, "place");
  }

  /** Whether another one is of the same setting. */
  public boolean isOfTheSame(ConfigFault other) {
    return property.equals(other.property);
  }

  /** The message, and the place in parentheses. */
  @Override
  public String toString() {
    return place.isEmpty() ? message : "%s (%s)".formatted(message, place);
  }
}
