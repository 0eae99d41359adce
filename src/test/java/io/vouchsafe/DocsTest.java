package io.vouchsafe;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages point at exists, and their lists are those of the code. */
class DocsTest {
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
  private static final Pattern PROBLEM =
      Pattern.compile("(?m)^\\| *`(urn:vouchsafe:problem:[a-z-]+)`");
  private static final Pattern RESERVED = Pattern.compile("(?ms)^```reserved\\R(.*?)^```$");

  static Stream<Path> pages() {
    return Stream.of(
            "", "docs", "docs/relying-parties", "vault", "vault/terraform", "bench", "audit")
        .flatMap(DocsTest::pagesIn);
  }

  private static Stream<Path> pagesIn(String folder) {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files.filter(path -> path.toString().endsWith(".md")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) {
    List<String> broken =
        LINK.matcher(CODE.matcher(read(page)).replaceAll(""))
            .results()
            .map(link -> link.group(1))
            .filter(target -> !target.startsWith("https://"))
            .filter(target -> !leadsSomewhere(page, target))
            .toList();

    assertTrue(broken.isEmpty(), () -> "%s links to what is not there: %s".formatted(page, broken));
  }

  private static boolean leadsSomewhere(Path page, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
  }

  /** The anchors that GitHub gives to headings. */
  private static Set<String> anchors(Path page) {
    return HEADING
        .matcher(read(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .collect(toSet());
  }

  @Test
  void everyProblemTypeIsDescribedAndNoOther() {
    Set<String> types =
        Arrays.stream(ProblemType.values())
            .map(ProblemType::uri)
            .collect(toCollection(TreeSet::new));
    Set<String> described =
        PROBLEM
            .matcher(read(Path.of("docs", "errors.md")))
            .results()
            .map(row -> row.group(1))
            .collect(toCollection(TreeSet::new));

    assertEquals(types, described);
  }

  @Test
  void everyProblemOfTheDomainHasItsOwnTypeButOneThatNeverLeaves() {
    Set<String> kinds =
        Arrays.stream(Problem.Kind.values())
            .filter(kind -> kind != Problem.Kind.VERSION_REFUSED)
            .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .map("urn:vouchsafe:problem:"::concat)
            .collect(toCollection(TreeSet::new));
    Set<String> types =
        Arrays.stream(Problem.Kind.values())
            .filter(kind -> kind != Problem.Kind.VERSION_REFUSED)
            .map(kind -> ProblemType.of(kind).uri())
            .collect(toCollection(TreeSet::new));

    assertEquals(kinds, types);
  }

  @Test
  void everyReservedNameIsListedAndNoOther() {
    Matcher listed = RESERVED.matcher(read(Path.of("docs", "issuance.md")));
    assertTrue(listed.find(), "the list of reserved names in docs/issuance.md");

    assertEquals(
        new TreeSet<>(Workload.RESERVED),
        new TreeSet<>(List.of(listed.group(1).strip().split("\\s+"))));
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
