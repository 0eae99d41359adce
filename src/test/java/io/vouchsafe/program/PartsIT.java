package io.vouchsafe.program;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of parts is that of the program, and so are the licences that the page names. */
class PartsIT {
  /** Those that allow the program to be handed on as a whole under Apache-2.0. */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-1.0",
          "EPL-2.0",
          "MIT",
          "MIT-0");

  private static final Path APP = Repository.TARGET.resolve("quarkus-app");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| [a-z][\\w.-]* \\| [\\w.-]+ \\| [A-Z].*$");
  private static final Pattern TIMESTAMP =
      Pattern.compile("<project.build.outputTimestamp>(.*)</project.build.outputTimestamp>");

  @Test
  void eachPartMayBeHandedOn() throws IOException {
    List<Parts.Part> refused =
        Parts.built().runtime().stream()
            .filter(part -> Collections.disjoint(part.licences(), ALLOWED))
            .toList();

    assertEquals(List.of(), refused);
  }

  @Test
  void thePageNamesTheLicenceOfEachPartAndNoOther() throws IOException {
    Set<String> listed =
        Parts.built().runtime().stream().map(Parts.Part::row).collect(toCollection(TreeSet::new));
    String page = Files.readString(Repository.ROOT.resolve("docs/licences.md"));
    Set<String> documented =
        ROW.matcher(page).results().map(row -> row.group()).collect(toCollection(TreeSet::new));

    Path rows = Files.write(Repository.TARGET.resolve("licences.txt"), listed);
    assertEquals(Set.of(), without(listed, documented), () -> "rows that are missing; see " + rows);
    assertEquals(Set.of(), without(documented, listed), () -> "rows too many; see " + rows);
  }

  @Test
  void thePageNamesEachLicenceThatIsAllowed() throws IOException {
    String page = Files.readString(Repository.ROOT.resolve("docs/licences.md"));

    ALLOWED.forEach(licence -> assertTrue(page.contains("`" + licence + "`"), licence));
  }

  @Test
  void eachJarOfTheProgramIsListedAndNoOther() throws IOException {
    assumeTrue(Files.isDirectory(APP), "only a native program was built");
    Set<String> listed = new HashSet<>();
    Parts.built().runtime().forEach(part -> listed.add(part.jar()));
    Set<String> packaged = new HashSet<>();
    try (Stream<Path> files = Files.walk(APP.resolve("lib"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .forEach(packaged::add);
    }

    assertFalse(packaged.isEmpty());
    assertEquals(Set.of(), without(packaged, listed), "packaged and not listed");
    assertEquals(Set.of(), without(listed, packaged), "listed and not packaged");
  }

  private static Set<String> without(Set<String> these, Set<String> those) {
    Set<String> left = new TreeSet<>(these);
    left.removeAll(those);
    return left;
  }

  @Test
  void eachEntryOfOurJarHasTheTimeThatEveryBuildGivesIt() throws IOException {
    assumeTrue(Files.isDirectory(APP), "only a native program was built");
    Matcher written = TIMESTAMP.matcher(Files.readString(Repository.ROOT.resolve("pom.xml")));
    assertTrue(written.find());
    Instant time = Instant.parse(written.group(1));
    for (Path jar : ownJars()) {
      try (JarFile file = new JarFile(jar.toFile())) {
        file.stream()
            .forEach(
                entry ->
                    assertEquals(
                        time.atZone(ZoneOffset.UTC).toLocalDateTime(),
                        entry.getTimeLocal(),
                        () -> jar + ": " + entry));
      }
    }
  }

  private static List<Path> ownJars() throws IOException {
    try (Stream<Path> files =
        Stream.concat(Files.list(APP.resolve("app")), Files.list(APP.resolve("quarkus")))) {
      List<Path> jars =
          Stream.concat(files, Stream.of(APP.resolve("quarkus-run.jar")))
              .filter(file -> file.toString().endsWith(".jar"))
              .toList();
      assertTrue(jars.size() >= 4, jars::toString);
      return jars;
    }
  }
}
