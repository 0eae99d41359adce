package io.vouchsafe.agent;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as the command line and the configuration have them. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,7})([smhd]?)");

  private Durations() {}

  /**
   * A time such as {@code 300}, {@code 300s}, {@code 5m}, {@code 1h} or {@code 1d}; without a unit
   * it is in seconds.
   *
   * @param name of the option or member, for the message
   * @throws Fault if it has another form, or is not positive
   */
  public static Duration parse(String name, String text) throws Fault {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      long number = Long.parseLong(form.group(1));
      Duration time =
          switch (form.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
          };
      if (time.isPositive()) {
        return time;
      }
    }
    throw Fault.misused("%s is a time such as 300, 300s, 5m or 1h, not '%s'".formatted(name, text));
  }
}
