package io.vouchsafe.ops.log;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.OutageStory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/logs.md says is what the service does. */
class LogsDocTest {
  private static final Pattern NAMED =
      Pattern.compile("(?:getLogger|new Lines)\\(\\s*\"(io\\.vouchsafe\\.[a-z]+)\"");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(io\\.vouchsafe\\.[a-z]+)` \\|");

  private final String page = read(Path.of("docs", "logs.md"));

  @Test
  void everyCategoryIsThereAndNoOther() throws IOException {
    Set<String> categories = new TreeSet<>(Set.of("io.vouchsafe.http"));
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      sources
          .filter(Files::isRegularFile)
          .flatMap(source -> NAMED.matcher(read(source)).results())
          .forEach(named -> categories.add(named.group(1)));
    }

    assertEquals(
        categories,
        ROW.matcher(page).results().map(row -> row.group(1)).collect(toCollection(TreeSet::new)));
  }

  @Test
  void theOutageOfThePageIsWhatAnOutageWrites() {
    List<String> lines = OutageStory.sealedForAWhile();

    assertEquals(4, lines.size(), lines::toString);
    lines.forEach(line -> assertTrue(page.contains(line + "\n"), line));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
