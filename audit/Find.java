import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds records of an audit, and the grants that they go back to. */
final class Find {
  private static final String USAGE =
      """
      usage: audit/find [--json] [CONDITION]... FILE...

      Prints the records that meet every condition, and for each of them the record of its grant,
      which says by which proof the broker vouched; with --event those of that event alone. With
      --json as they stand in the file. Name all files of all instances that cover the time.
        --kid KID        the key that signed, a token or a proof
        --sub SUB        the workload and all that its grants were used for, or the subject of a
                         proof
        --jti ID         a token; a grant, all that was issued with it, where it was refused, and
                         what revoked it; or a proof
        --aud AUDIENCE   --broker NAME   --exchange NAME
        --peer ADDRESS   --request ID   --issuer NAME
        --event EVENT    started, granted, asked, issued, failed, refused or revoked
        --problem TYPE   such as forbidden
        --from TIME, --to TIME   in UTC: 2026-01-01T00:00:00Z, or less of it
      Ends with 0 if a record was found, 1 if none, 2 if it was called wrongly.\
      """;

  private static final List<String> SHOWN =
      List.of(
          "time",
          "event",
          "issuer",
          "sub",
          "aud",
          "broker",
          "exchange",
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

  private final Query query;
  private final List<Path> files;
  private final Set<String> grants = new HashSet<>();
  private final boolean json;
  private long found;

  private Find(Query query) {
    this.query = query;
    List<String> rest = new ArrayList<>(query.rest());
    json = rest.removeIf("--json"::equals);
    rest.stream()
        .filter(it -> it.startsWith("-"))
        .findFirst()
        .ifPresent(
            it -> {
              throw new IllegalArgumentException(it + " is no option");
            });
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("no file is named");
    }
    files = rest.stream().map(Path::of).toList();
  }

  public static void main(String... arguments) {
    if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
      System.out.println(USAGE);
      return;
    }
    try {
      Find find = new Find(new Query(List.of(arguments)));
      for (Path file : find.files) {
        find.check(file);
      }
      find.readAll(find::remember);
      find.readAll(find::print);
      System.exit(find.found > 0 ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println("audit/find: " + e.getMessage() + "; audit/find --help says more");
      System.exit(2);
    }
  }

  /** Only such files are read as hold a record, or nothing. */
  private void check(Path file) {
    long[] lines = {0, 0};
    read(
        file,
        line -> {
          lines[0]++;
          lines[1] += line.looksLikeRecord() ? 1 : 0;
          query.learn(line);
        });
    if (lines[0] > 0 && lines[1] == 0) {
      throw new IllegalArgumentException(file + " is no audit: no line of it is a record");
    }
  }

  private void readAll(AuditFile.Reader reader) {
    files.forEach(file -> read(file, reader));
  }

  private static void read(Path file, AuditFile.Reader reader) {
    try {
      AuditFile.read(file, reader);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read (" + e + ")");
    }
  }

  private void remember(AuditFile.Line line) {
    if (!query.names("--event") && query.meets(line)) {
      grants.add(Query.text(line, "grant.id"));
    }
  }

  /** The record of the grant that a record which was found goes back to. */
  private boolean isBehind(AuditFile.Line line) {
    return Query.text(line, "event").equals("granted")
        && grants.contains(Query.text(line, "grant.id"));
  }

  private void print(AuditFile.Line line) {
    boolean meets = query.meets(line);
    found += meets ? 1 : 0;
    if (meets || isBehind(line)) {
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
                text.append(plain ? "" : name + "=").append(AuditFile.onOneLine(value.toString()));
              });
    }
    return text.toString();
  }
}
