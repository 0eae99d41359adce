import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Shows what {@code GET /keys} says as a table, times as people say them. */
final class Keys {

  private static final List<String> COLUMNS =
      List.of(
          "key", "version", "phase", "kid", "created", "signs from", "signs until", "leaves JWKS");

  private final Instant now;

  private Keys(Instant now) {
    this.now = now;
  }

  static void main(String[] arguments) {
    try {
      var keys = new Keys(Instant.now());
      keys.list(Json.parse(said(arguments[0])), "issuers").forEach(keys::show);
    } catch (IOException e) {
      throw ended("cannot read " + arguments[0] + ": " + e);
    } catch (IllegalArgumentException | IllegalStateException | DateTimeParseException e) {
      throw ended(e.getMessage());
    }
  }

  private static String said(String from) throws IOException {
    if (!from.startsWith("http://") && !from.startsWith("https://")) {
      return Files.readString(Path.of(from));
    }
    var answer = Http.get(from + "/keys");
    if (answer.status() != 200) {
      throw new IllegalStateException(from + "/keys: " + answer);
    }
    return answer.body();
  }

  private void show(Object issuer) {
    System.out.printf("%s  %s%n", text(issuer, "name"), text(issuer, "issuer"));
    System.out.printf(
        "  policies %s, grant %s; clock off by %s s%n",
        brief(text(issuer, "policies", "published")),
        brief(text(issuer, "policies", "grant")),
        text(issuer, "clock_offset_seconds"));

    var rows = new ArrayList<List<String>>();
    rows.add(COLUMNS);
    for (var key : list(issuer, "keys")) {
      for (var version : list(key, "versions")) {
        rows.add(
            List.of(
                text(key, "name"),
                text(version, "version"),
                text(version, "phase"),
                brief(text(version, "kid")),
                time(version, "created"),
                time(version, "signs_from"),
                time(version, "signs_until"),
                time(version, "leaves_jwks_at")));
      }
    }
    print(rows);
    for (var key : list(issuer, "keys")) {
      System.out.printf("  %s: read %s; %s%n", text(key, "name"), time(key, "read_at"), next(key));
    }
    for (var fault : list(issuer, "faults")) {
      System.out.printf(
          "  ! %s: %s. %s%n", text(fault, "key"), text(fault, "reason"), text(fault, "remedy"));
    }
    System.out.println();
  }

  private static void print(List<List<String>> rows) {
    var widths = new int[COLUMNS.size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (var row : rows) {
      var line = new StringBuilder(" ");
      for (int i = 0; i < widths.length; i++) {
        line.append(' ').append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 1);
      }
      System.out.println(line.toString().stripTrailing());
    }
  }

  private String next(Object key) {
    var action = text(key, "next_action");
    if (Json.at(key, "next_action_at") == null) {
      return action;
    }
    var time = time(key, "next_action_at");
    return action.equals("keep") ? "nothing is due yet, next " + time : action + ", due " + time;
  }

  private String time(Object value, String name) {
    return Json.at(value, name) instanceof String text ? relative(Instant.parse(text)) : "-";
  }

  private String relative(Instant time) {
    var away = Duration.between(now, time);
    var length = length(away.abs());
    if (length.equals("0s")) {
      return "now";
    }
    return away.isNegative() ? length + " ago" : "in " + length;
  }

  /** The largest unit and the next smaller one where it tells something: 2d 3h, 5m, 45s. */
  private static String length(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return both(seconds / 60, "m", seconds < 600 ? seconds % 60 : 0, "s");
    }
    if (seconds < 86_400) {
      return both(seconds / 3_600, "h", seconds % 3_600 / 60, "m");
    }
    return both(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
  }

  private static String both(long large, String unit, long small, String smallerUnit) {
    return small == 0 || large > 99 ? large + unit : large + unit + " " + small + smallerUnit;
  }

  private static String text(Object value, Object... path) {
    return Objects.toString(Json.at(value, path), "-");
  }

  private static String brief(String digest) {
    return digest.length() > 8 ? digest.substring(0, 8) : digest;
  }

  private List<?> list(Object value, String name) {
    return Json.at(value, name) instanceof List<?> list ? list : List.of();
  }

  private static RuntimeException ended(String message) {
    System.err.println("keys: " + message);
    System.exit(1);
    return new IllegalStateException(message);
  }
}
