package io.vouchsafe.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of one of the commands in {@code dev/} and {@code bench/}: {@code --name value},
 * {@code --name=value}, and what is no flag. A mistake ends the program with 2 and says where the
 * flags are.
 */
public final class Flags {
  private static final int MISUSED = 2;

  private final String command;
  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();

  /**
   * Reads the arguments.
   *
   * @param command the name that messages begin with
   * @param valued the flags with a value
   * @param bare the flags without one
   */
  public Flags(String command, String[] arguments, Set<String> valued, Set<String> bare) {
    this.command = command;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      if (!argument.startsWith("--")) {
        others.add(argument);
      } else if (bare.contains(argument)) {
        add(argument, "");
      } else if (!valued.contains(flag)) {
        throw misused("unknown flag " + flag);
      } else if (equals >= 0) {
        add(flag, argument.substring(equals + 1));
      } else if (++i < arguments.length) {
        add(flag, arguments[i]);
      } else {
        throw misused(flag + " needs a value");
      }
    }
  }

  private void add(String flag, String value) {
    values.computeIfAbsent(flag, ignored -> new ArrayList<>()).add(value);
  }

  /** Whether the flag was given. */
  public boolean has(String flag) {
    return values.containsKey(flag);
  }

  /** The last value given, else this one. */
  public String value(String flag, String otherwise) {
    return has(flag) ? values.get(flag).getLast() : otherwise;
  }

  /** All values given, in order. */
  public List<String> values(String flag) {
    return values.getOrDefault(flag, List.of());
  }

  /**
   * A whole number from 1 to {@code most}.
   *
   * @param what what the number is, for the message
   */
  public int number(String flag, String what, int otherwise, int most) {
    String value = value(flag, Integer.toString(otherwise));
    if (!value.matches("\\d{1,5}")
        || Integer.parseInt(value) < 1
        || Integer.parseInt(value) > most) {
      throw misused("%s is a %s from 1 to %d, not '%s'".formatted(flag, what, most, value));
    }
    return Integer.parseInt(value);
  }

  /** The arguments that are no flags. */
  public List<String> others() {
    return others;
  }

  /** Refuses arguments that are no flags. */
  public void refuseOthers() {
    if (!others.isEmpty()) {
      throw misused("unexpected argument '" + others.getFirst() + "'");
    }
  }

  /** Ends the program with 2. */
  public RuntimeException misused(String message) {
    return ended(MISUSED, message + " (--help shows the flags)");
  }

  /** Ends the program with 1. */
  public RuntimeException failed(String message) {
    return ended(1, message);
  }

  private RuntimeException ended(int status, String message) {
    System.err.println(command + ": " + message);
    System.exit(status);
    return new IllegalStateException(message);
  }
}
