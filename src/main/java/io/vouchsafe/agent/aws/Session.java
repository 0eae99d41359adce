package io.vouchsafe.agent.aws;

import io.vouchsafe.agent.Durations;
import io.vouchsafe.agent.Fault;
import java.time.Duration;
import java.util.regex.Pattern;

/** What AWS allows for the session of a role (STS API Reference, AssumeRoleWithWebIdentity). */
public final class Session {
  private static final Duration SHORTEST = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofHours(12);
  private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{2,64}");

  private Session() {}

  /**
   * How long its credentials are to be good.
   *
   * @param setting for the message
   * @throws Fault if it is no time, or shorter than 15 min or longer than 12 h
   */
  public static Duration duration(String setting, String text) throws Fault {
    Duration duration = Durations.parse(setting, text);
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
      throw Fault.misused("%s is from 15m to 12h for AWS, not '%s'".formatted(setting, text));
    }
    return duration;
  }

  /**
   * What AWS' logs call it.
   *
   * @param setting for the message
   * @throws Fault if it has another character or length than AWS takes
   */
  public static String name(String setting, String text) throws Fault {
    if (!NAME.matcher(text).matches()) {
      throw Fault.misused(
          "%s has 2 to 64 letters, digits and _+=,.@- for AWS, not '%s'".formatted(setting, text));
    }
    return text;
  }
}
