import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds records of an audit, and the grants that they go back to. */
final class Find {
  private static final String USAGE =
      """
      usage: audit/find [--json] [CONDITION]... FILE...

      Prints the records that meet every condition, and for each token the record of its grant,
      which says by which proof the broker vouched. With --json as they stand in the file.
        --kid KID        the key that signed, a token or a proof
        --sub SUB        the workload, or the subject of a proof
        --jti ID         a token, a grant and all that was issued with it, or a proof
        --aud AUDIENCE   --broker NAME   --peer ADDRESS   --request ID   --issuer NAME
        --event EVENT    started, granted, asked, issued, failed, refused or revoked
        --problem TYPE   such as forbidden
        --from TIME, --to TIME   as they stand in the records: 2026-01-01T00:00:00Z, or less of it
      Ends with 0 if a record was found, 1 if none, 2 if it was called wrongly.\
      """;

  private static final Map<String, List<String>> CONDITIONS =
      Map.ofEntries(
          Map.entry("--kid", List.of("kid", "proof.kid")),
          Map.entry("--sub", List.of("sub", "proof.sub")),
          Map.entry("--jti", List.of("jti", "grant.id", "proof.jti")),
          Map.entry("--aud", List.of("aud")),
          Map.entry("--broker", List.of("broker")),
          Map.entry("--peer", List.of("peer")),
          Map.entry("--request", List.of("request")),
          Map.entry("--issuer", List.of("issuer")),
          Map.entry("--event", List.of("event")),
          Map.entry("--problem", List.of("problem.type")),
          Map.entry("--from", List.of("time")),
          Map.entry("--to", List.of("time")));

  private static final List<String> SHOWN =
      List.of(
          "time",
          "event",
          "issuer",
          "sub",
          "aud",
          "broker",
          "proof.iss",
          "proof.sub",
          "proof.jti",
          "proof.kid",
          "grant.id",
          "grant.exp",
          "peer",
          "request",
          "typ",
          "alg",
          "kid",
          "key",
          "key_version",
          "jti",
          "exp",
          "attributes",
          "problem.type",
          "problem.member");

  private final Map<String, String> wanted = new LinkedHashMap<>();
  private final List<Path> files = new ArrayList<>();
  private final Set<String> grants = new HashSet<>();
  private boolean json;
  private long found;

  public static void main(String... arguments) {
    Find find = new Find();
    if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
      System.out.println(USAGE);
      return;
    }
    if (!find.understands(List.of(arguments)) || find.files.isEmpty()) {
      System.err.println(USAGE);
      System.exit(2);
    }
    find.readAll(find::remember);
    find.readAll(find::print);
    System.exit(find.found > 0 ? 0 : 1);
  }

  private boolean understands(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--json")) {
        json = true;
      } else if (CONDITIONS.containsKey(argument) && i + 1 < arguments.size()) {
        wanted.put(argument, value(argument, arguments.get(++i)));
      } else if (argument.startsWith("-")) {
        return false;
      } else {
        files.add(Path.of(argument));
      }
    }
    return true;
  }

  /** The times of records have fractions, and so are later than what is cut short. */
  private static String value(String condition, String value) {
    boolean time = condition.equals("--from") || condition.equals("--to");
    return time && value.endsWith("Z") ? value.substring(0, value.length() - 1) : value;
  }

  private void readAll(AuditFile.Reader reader) {
    for (Path file : files) {
      try {
        AuditFile.read(file, reader);
      } catch (IOException e) {
        System.err.println(file + " cannot be read (" + e + ")");
        System.exit(2);
      }
    }
  }

  private boolean meets(AuditFile.Line line) {
    return line.members().isPresent()
        && wanted.entrySet().stream().allMatch(it -> meets(line, it.getKey(), it.getValue()));
  }

  private static boolean meets(AuditFile.Line line, String condition, String value) {
    return CONDITIONS.get(condition).stream()
        .map(line::member)
        .flatMap(Optional::stream)
        .map(Object::toString)
        .anyMatch(
            it ->
                switch (condition) {
                  case "--from" -> it.compareTo(value) >= 0;
                  case "--to" -> it.compareTo(value) <= 0 || it.startsWith(value);
                  default -> it.equals(value);
                });
  }

  private void remember(AuditFile.Line line) {
    if (meets(line)) {
      line.member("grant.id").map(Object::toString).ifPresent(grants::add);
    }
  }

  private boolean isGrantOfOne(AuditFile.Line line) {
    return line.member("event").orElse("").equals("granted")
        && line.member("grant.id").filter(id -> grants.contains(id.toString())).isPresent();
  }

  private void print(AuditFile.Line line) {
    boolean meets = meets(line);
    found += meets ? 1 : 0;
    if (meets || isGrantOfOne(line)) {
      System.out.println(
          json ? new String(line.octets(), StandardCharsets.US_ASCII) : readable(line));
    }
  }

  private static String readable(AuditFile.Line line) {
    StringBuilder text = new StringBuilder();
    for (String name : SHOWN) {
      line.member(name)
          .ifPresent(
              value -> {
                text.append(text.isEmpty() ? "" : " ");
                boolean plain = name.equals("time") || name.equals("event");
                text.append(plain ? "" : name + "=").append(onOneLine(value.toString()));
              });
    }
    return text.toString();
  }

  /** What would change a terminal, or the look of a line, is shown as its code. */
  private static String onOneLine(String value) {
    StringBuilder text = new StringBuilder();
    for (char unit : value.toCharArray()) {
      text.append(
          unit >= ' ' && unit <= '~' ? String.valueOf(unit) : "\\u%04x".formatted((int) unit));
    }
    return text.toString();
  }
}
