import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks the chain of an audit, and says what it holds. */
final class Verify {
  private static final String USAGE =
      """
      usage: audit/verify [--last HASH] FILE...

      Checks that each record has the hash of the one before it, in all files together: name them
      oldest first; those that end in .gz are unpacked. Prints what is wrong, with file and line,
      and what the chain holds. --last HASH: the hash of a record that was noted elsewhere, which
      has to be there still; without it nobody sees that the end of a file was cut off.
      Says where a chain begins that goes on from a record in none of the files: a beginning that
      was cut off looks the same. Says each start: after a restart, after the file was moved away,
      and after records that could not be written.
      Ends with 0 if all is in order, 1 if not, 2 if it was called wrongly.\
      """;
  private static final String NOTHING = "0".repeat(64);

  private final List<String> faults = new ArrayList<>();
  private final Map<String, Long> events = new TreeMap<>();
  private final String noted;
  private String last;
  private String first = "";
  private String before = "";
  private String end = "";
  private long records;
  private long others;
  private long afterNoted = -1;

  private Verify(String noted) {
    this.noted = noted;
  }

  public static void main(String... arguments) throws IOException {
    List<String> files = new ArrayList<>(List.of(arguments));
    String noted = "";
    if (files.size() > 1 && files.getFirst().equals("--last")) {
      noted = files.get(1);
      files = files.subList(2, files.size());
    }
    if (files.equals(List.of("--help")) || files.equals(List.of("-h"))) {
      System.out.println(USAGE);
      return;
    }
    if (files.isEmpty() || files.getFirst().startsWith("-")) {
      System.err.println(USAGE);
      System.exit(2);
    }
    Verify verify = new Verify(noted);
    for (String file : files) {
      try {
        AuditFile.read(Path.of(file), verify::check);
      } catch (IOException e) {
        System.err.println(file + " cannot be read (" + e + ")");
        System.exit(2);
      }
    }
    System.exit(verify.report() ? 0 : 1);
  }

  private void check(AuditFile.Line line) {
    if (line.members().isEmpty() || line.member("prev").isEmpty()) {
      if (line.looksLikeRecord()) {
        faults.add(line.where() + ": no whole record: cut off while it was written, or changed");
      } else {
        others++;
      }
      return;
    }
    checkPlace(line);
    records++;
    last = line.hash();
    afterNoted = last.equals(noted) ? 0 : afterNoted < 0 ? -1 : afterNoted + 1;
    end = line.shown("time");
    first = first.isEmpty() ? end : first;
    events.merge(line.shown("event"), 1L, Long::sum);
  }

  private void checkPlace(AuditFile.Line line) {
    String prev = line.shown("prev");
    boolean started = line.member("event").orElse("").equals("started");
    if (last == null) {
      begins(line, prev, started);
    } else if (started && prev.equals(NOTHING)) {
      faults.add(
          line.where()
              + ": a chain begins here that does not know the record before it: what ended there"
              + " may have been cut off");
    } else if (!prev.equals(last)) {
      faults.add(
          line.where()
              + (started
                  ? ": a chain goes on here from a record that is not the one before it, from "
                      + prev
                  : ": does not follow the record before it: that one was changed, or records"
                      + " between them were removed or put in"));
    } else if (started) {
      System.out.printf(
          "%s: started anew at %s; the record before it is of %s%n",
          line.where(), line.shown("time"), end);
    }
  }

  private void begins(AuditFile.Line line, String prev, boolean started) {
    if (!prev.equals(NOTHING)) {
      before = prev;
      System.out.println(
          line.where()
              + (started
                  ? ": goes on from a chain elsewhere, after "
                  : ": begins in the middle of a chain, after ")
              + prev);
    }
  }

  private String inOrder() {
    return before.isEmpty()
        ? "in order"
        : "in order from the first record here on; the one before it, with the hash "
            + before
            + ", is in none of these files";
  }

  private boolean report() {
    if (!noted.isEmpty() && afterNoted < 0) {
      faults.add("no record has the hash " + noted + ": it was cut off, or changed");
    }
    faults.forEach(System.out::println);
    System.out.printf("%d records from %s to %s: %s%n", records, first, end, events);
    if (others > 0) {
      System.out.printf("%d other lines, which are no records%n", others);
    }
    if (afterNoted >= 0) {
      System.out.printf("%d records after the one that was noted%n", afterNoted);
    }
    if (records == 0) {
      faults.add("no records");
    }
    System.out.println(faults.isEmpty() ? inOrder() : faults.size() + " faults");
    if (last != null) {
      System.out.println("the last record has the hash " + last);
    }
    return faults.isEmpty();
  }
}
