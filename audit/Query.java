import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is asked for: conditions on the members of a record, and on the grant it goes back to. */
final class Query {
  private static final List<String> EVENTS =
      List.of("started", "granted", "asked", "issued", "failed", "refused", "revoked");
  private static final List<String> PROBLEMS =
      List.of(
          "invalid-request",
          "no-credentials",
          "invalid-credentials",
          "forbidden",
          "not-found",
          "method-not-allowed",
          "request-timeout",
          "too-large",
          "unsupported-media-type",
          "too-many-requests",
          "internal",
          "not-implemented",
          "wrong-answer",
          "unavailable",
          "no-room");

  private static final Map<String, List<String>> CONDITIONS =
      Map.ofEntries(
          Map.entry("--kid", List.of("kid", "proof.kid")),
          Map.entry("--sub", List.of("sub", "proof.sub")),
          Map.entry("--jti", List.of("jti", "grant.id", "proof.jti")),
          Map.entry("--aud", List.of("aud")),
          Map.entry("--broker", List.of("broker")),
          Map.entry("--exchange", List.of("exchange")),
          Map.entry("--peer", List.of("peer")),
          Map.entry("--request", List.of("request")),
          Map.entry("--issuer", List.of("issuer")),
          Map.entry("--event", List.of("event")),
          Map.entry("--problem", List.of("problem.type")),
          Map.entry("--from", List.of("time")),
          Map.entry("--to", List.of("time")));

  private static final Pattern TIME =
      Pattern.compile("\\d{4}(-\\d\\d(-\\d\\d(T\\d\\d(:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?)?Z?)?)?)?");
  private static final String EARLIEST = "0000-01-01T00:00:00.000000";

  /** The record of a grant that was asked for, by its id or by its workload. */
  private record Grant(String issuer, String broker, String sub, String time) {}

  private final Map<String, String> wanted = new LinkedHashMap<>();
  private final Map<String, Grant> grants = new HashMap<>();
  private final List<String> rest = new ArrayList<>();

  /**
   * @throws IllegalArgumentException saying what is allowed instead
   */
  Query(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!CONDITIONS.containsKey(argument)) {
        rest.add(argument);
      } else if (i + 1 == arguments.size() || arguments.get(i + 1).startsWith("--")) {
        throw new IllegalArgumentException(argument + " needs a value after it");
      } else {
        String value = arguments.get(++i);
        if (wanted.put(argument, checked(argument, value)) != null) {
          throw new IllegalArgumentException(argument + " is there twice: it can be given once");
        }
      }
    }
    String from = wanted.getOrDefault("--from", "");
    String to = wanted.getOrDefault("--to", from);
    if (from.compareTo(to) > 0 && !from.startsWith(to)) {
      throw new IllegalArgumentException("--from is later than --to");
    }
  }

  /** What is no condition. */
  List<String> rest() {
    return rest;
  }

  boolean names(String condition) {
    return wanted.containsKey(condition);
  }

  private static String checked(String condition, String value) {
    return switch (condition) {
      case "--event" -> oneOf(EVENTS, condition, value);
      case "--problem" -> oneOf(PROBLEMS, condition, value);
      case "--from", "--to" -> time(condition, value);
      default -> value;
    };
  }

  private static String oneOf(List<String> allowed, String condition, String value) {
    if (!allowed.contains(value)) {
      throw new IllegalArgumentException(
          "%s %s: it is one of %s".formatted(condition, value, String.join(", ", allowed)));
    }
    return value;
  }

  /** The times of records have fractions, and so are later than what is cut short. */
  private static String time(String condition, String value) {
    String time = value.endsWith("Z") ? value.substring(0, value.length() - 1) : value;
    try {
      if (TIME.matcher(value).matches()) {
        Instant.parse(time + EARLIEST.substring(time.length()) + "Z");
        return time;
      }
    } catch (DateTimeException e) {
      // no such day, hour or minute
    }
    throw new IllegalArgumentException(
        "%s %s: a time is in UTC, such as 2026-01-01T00:00:00Z, or less of it, such as 2026-01-01"
            .formatted(condition, value));
  }

  /** Remembers the grants that are asked for; of every line, before {@link #meets} is asked. */
  void learn(AuditFile.Line line) {
    String id = text(line, "grant.id");
    boolean asked = id.equals(wanted.get("--jti")) || text(line, "sub").equals(wanted.get("--sub"));
    if (asked && text(line, "event").equals("granted")) {
      grants.put(
          id,
          new Grant(
              text(line, "issuer"), text(line, "broker"), text(line, "sub"), text(line, "time")));
    }
  }

  boolean meets(AuditFile.Line line) {
    return line.members().isPresent()
        && wanted.entrySet().stream().allMatch(it -> meets(line, it.getKey(), it.getValue()));
  }

  private boolean meets(AuditFile.Line line, String condition, String value) {
    boolean says =
        CONDITIONS.get(condition).stream()
            .map(line::member)
            .flatMap(Optional::stream)
            .map(Object::toString)
            .anyMatch(it -> fits(it, condition, value));
    return says
        || switch (condition) {
          case "--sub" -> grants.containsKey(text(line, "grant.id"));
          case "--jti" -> revokes(line, grants.get(value));
          default -> false;
        };
  }

  private static boolean fits(String member, String condition, String value) {
    return switch (condition) {
      case "--from" -> member.compareTo(value) >= 0;
      case "--to" -> member.compareTo(value) <= 0 || member.startsWith(value);
      default -> member.equals(value);
    };
  }

  /** A broker revokes all grants that it made so far for a workload without naming them. */
  private static boolean revokes(AuditFile.Line line, Grant grant) {
    return grant != null
        && text(line, "event").equals("revoked")
        && text(line, "sub").equals(grant.sub())
        && text(line, "issuer").equals(grant.issuer())
        && text(line, "broker").equals(grant.broker())
        && text(line, "time").compareTo(grant.time()) >= 0;
  }

  static String text(AuditFile.Line line, String name) {
    return line.member(name).map(Object::toString).orElse("");
  }
}
