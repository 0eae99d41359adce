package io.vouchsafe;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rooms, arrows and classes that the pages for developers name are those of the code. */
class ArchitectureDocTest {
  private static final Path PAGE = Path.of("docs", "architecture.md");
  private static final Path PICTURE = Path.of("docs", "rooms.svg");
  private static final Path MAIN = Path.of("src", "main", "java", "io", "vouchsafe");
  private static final Path TESTS = Path.of("src", "test", "java", "io", "vouchsafe");
  private static final Pattern CLASS =
      Pattern.compile("`([A-Z][a-z][A-Za-z]*)(?:\\.([a-z][A-Za-z]+))?`");
  private static final Pattern ROOM = Pattern.compile("(?m)^\\| `([a-z]+)` \\|");
  private static final Pattern LABEL = Pattern.compile("font-weight=\"600\"[^>]*>([a-z]+)<");
  private static final Pattern ARROW =
      Pattern.compile("data-from=\"([a-z ]+)\" data-to=\"([a-z ]+)\"");

  @ParameterizedTest
  @ValueSource(strings = {"docs/architecture.md", "CONTRIBUTING.md"})
  void everyClassThatAPageNamesExists(String page) {
    Map<String, Path> classes = new HashMap<>();
    Stream.of(MAIN, TESTS)
        .flatMap(ArchitectureDocTest::sources)
        .forEach(file -> classes.put(name(file), file));
    List<String> missing =
        CLASS
            .matcher(read(Path.of(page)))
            .results()
            .filter(named -> !exists(classes.get(named.group(1)), named.group(2)))
            .map(named -> named.group())
            .toList();

    assertTrue(missing.isEmpty(), () -> page + " names what is not there: " + missing);
  }

  private static boolean exists(Path file, String method) {
    return file != null && (method == null || read(file).contains(" " + method + "("));
  }

  private static Stream<Path> sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  @Test
  void thePageAndItsPictureHaveEveryRoomAndNoOther() {
    Set<String> rooms = new TreeSet<>(ArchitectureTest.KNOWN.keySet());
    rooms.add(ArchitectureTest.APP);
    rooms.add(ArchitectureTest.AGENT);

    assertEquals(rooms, all(ROOM, PAGE));
    assertEquals(rooms, all(LABEL, PICTURE));
  }

  private static Set<String> all(Pattern pattern, Path file) {
    return pattern
        .matcher(read(file))
        .results()
        .map(match -> match.group(1))
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void theArrowsOfThePictureAreThoseThatTheCodeIsHeldTo() {
    Map<String, Set<String>> drawn = new HashMap<>();
    ARROW
        .matcher(read(PICTURE))
        .results()
        .forEach(
            arrow -> {
              for (String from : arrow.group(1).split(" ")) {
                drawn.computeIfAbsent(from, room -> new HashSet<>()).addAll(words(arrow.group(2)));
              }
            });

    ArchitectureTest.KNOWN.forEach(
        (room, known) -> assertEquals(known, reachable(room, drawn), "from " + room));
    assertEquals(ArchitectureTest.KNOWN.keySet(), reachable(ArchitectureTest.APP, drawn, true));
  }

  private static Set<String> words(String text) {
    return Set.of(text.split(" "));
  }

  /** Without the base, which all may know. */
  private static Set<String> reachable(String room, Map<String, Set<String>> drawn) {
    return reachable(room, drawn, false);
  }

  private static Set<String> reachable(
      String room, Map<String, Set<String>> drawn, boolean withBase) {
    Set<String> reached = new HashSet<>();
    collect(room, drawn, reached);
    return reached.stream()
        .filter(other -> withBase || !other.equals(ArchitectureTest.BASE))
        .collect(toSet());
  }

  private static void collect(String room, Map<String, Set<String>> drawn, Set<String> reached) {
    for (String next : drawn.getOrDefault(room, Set.of())) {
      if (reached.add(next)) {
        collect(next, drawn, reached);
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
