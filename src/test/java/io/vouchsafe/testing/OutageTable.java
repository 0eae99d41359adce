package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table "When Vault fails" of {@code docs/errors.md}, as health answers are held to it. */
public final class OutageTable {
  private static final Path PAGE = Path.of("docs", "errors.md");
  private static final String SECTION = "## When Vault fails";
  private static final Pattern CELLS = Pattern.compile(" \\| ");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final int SEES = 2;
  private static final int MENDS = 3;

  private OutageTable() {}

  /** The first cell of every row. */
  public static List<String> outages() {
    return rows().map(row -> row[0]).toList();
  }

  /**
   * Waits until a health answer has every cause and every remedy that the table names for an
   * outage.
   *
   * @param outage what the first cell of its row begins with
   */
  public static void names(String outage, Supplier<String> health) {
    String[] row =
        rows()
            .filter(cells -> cells[0].startsWith(outage))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no row for " + outage));
    List<String> words = Stream.concat(found(QUOTED, row[SEES]), found(CODE, row[MENDS])).toList();
    assertFalse(words.isEmpty(), () -> "no words for health in the row of " + outage);
    Eventually.eventually(
        () -> "%s in%n%s".formatted(words, health.get()),
        () -> {
          String text = health.get();
          return words.stream().allMatch(text::contains);
        });
  }

  private static Stream<String> found(Pattern pattern, String cell) {
    return pattern.matcher(cell).results().map(match -> match.group(1));
  }

  private static Stream<String[]> rows() {
    String page = read();
    String section = page.substring(page.indexOf(SECTION));
    return section
        .lines()
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .filter(line -> line.startsWith("| ") && !line.startsWith("| Vault |"))
        .map(line -> CELLS.split(line.substring(2), -1));
  }

  private static String read() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
