import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Asks for a grant as the demo broker and prints it as a shell's exports. */
final class Grant {

  static void main(String[] arguments) {
    var workload = new LinkedHashMap<String, Object>();
    var audiences = new ArrayList<String>();
    long maxTtl = 3600;
    long expiresIn = 3600;

    for (int i = 0; i < arguments.length; i++) {
      var argument = arguments[i];
      if (!argument.startsWith("--")) {
        attribute(argument, workload);
        continue;
      }
      int equals = argument.indexOf('=');
      var flag = equals < 0 ? argument : argument.substring(0, equals);
      if (equals < 0 && i + 1 == arguments.length) {
        throw misused(flag + " needs a value");
      }
      var value = equals < 0 ? arguments[++i] : argument.substring(equals + 1);
      switch (flag) {
        case "--audience" -> audiences.add(value);
        case "--max-ttl" -> maxTtl = seconds(flag, value);
        case "--expires-in" -> expiresIn = seconds(flag, value);
        default -> throw misused("unknown flag " + flag);
      }
    }

    try {
      var audience = audiences.isEmpty() ? List.of("*") : audiences;
      var answer = Broker.grant(Broker.proof(), workload, audience, maxTtl, expiresIn);
      if (answer.status() != 201) {
        throw ended(1, "the service refused: " + answer);
      }
      System.out.printf(
          "export ACTIONS_ID_TOKEN_REQUEST_URL=%s ACTIONS_ID_TOKEN_REQUEST_TOKEN=%s%n",
          quoted(answer.text("env", "ACTIONS_ID_TOKEN_REQUEST_URL")),
          quoted(answer.text("env", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")));
    } catch (IllegalStateException e) {
      throw ended(1, e.getMessage());
    }
  }

  private static void attribute(String argument, LinkedHashMap<String, Object> workload) {
    int equals = argument.indexOf('=');
    if (equals < 1) {
      throw misused("'" + argument + "' is neither a flag nor name=value");
    }
    var value = argument.substring(equals + 1);
    if (argument.charAt(equals - 1) != ':') {
      workload.put(argument.substring(0, equals), value);
      return;
    }
    try {
      workload.put(argument.substring(0, equals - 1), Json.parse(value));
    } catch (IllegalArgumentException e) {
      throw misused("'" + argument + "' is " + e.getMessage());
    }
  }

  private static long seconds(String flag, String value) {
    try {
      return value.matches("\\d+")
          ? Long.parseLong(value)
          : Duration.parse("PT" + value.toUpperCase(Locale.ROOT)).toSeconds();
    } catch (DateTimeParseException | NumberFormatException e) {
      throw misused(flag + " is a time such as 300, 300s, 5m or 1h, not '" + value + "'");
    }
  }

  /** For a shell, whatever is in it. */
  private static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }

  private static RuntimeException misused(String message) {
    return ended(2, message + " (--help shows the flags)");
  }

  private static RuntimeException ended(int status, String message) {
    System.err.println("grant: " + message);
    System.exit(status);
    return new IllegalStateException(message);
  }
}
