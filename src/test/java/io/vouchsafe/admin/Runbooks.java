package io.vouchsafe.admin;

import static io.vouchsafe.testing.Repository.ROOT;
import static io.vouchsafe.testing.Repository.TARGET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.BaoServer;
import io.vouchsafe.testing.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The chapters of {@code docs/runbooks.md} by title, in the order of the page, each with all of its
 * commands and settings.
 */
record Runbooks(Map<String, Chapter> chapters) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\S*)\n(.*?)^ *```$");
  private static final Pattern VARIABLE = Pattern.compile("`([A-Z_]{3,})`");

  /**
   * What one runbook says to do.
   *
   * @param commands all blocks of shell as one script, so that a variable lives as it does at a
   *     terminal
   * @param settings the lines of all blocks of properties
   */
  record Chapter(String title, String commands, List<String> settings) {

    /**
     * Copies all commands into a shell that ends with the first one that fails. They leave no file
     * behind but the public keys of a Vault that was lost.
     *
     * @param folder where the shell stands, for whom it looks like the folder of this repository
     * @return all that they printed
     */
    String run(Path folder, Map<String, String> variables) throws IOException {
      assertFalse(commands.isBlank(), title);
      Map<String, String> environment = new TreeMap<>(variables);
      Path programs = Files.createDirectories(folder.resolve("programs"));
      link(programs.resolve("vault"), Path.of(BaoServer.binary()));
      for (String ours : List.of("vault", "audit", "dev")) {
        link(folder.resolve(ours), ROOT.resolve(ours));
      }
      environment.put("PATH", programs + ":" + System.getenv("PATH"));
      environment.put("JAVA_HOME", System.getProperty("java.home"));
      environment.put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
      Set<Path> before = files(folder);
      String script = "trap 'echo \"failed: $BASH_COMMAND\"' ERR\n" + commands;
      String told =
          Processes.run(
              List.of("bash", "-euo", "pipefail", "-c", script),
              environment,
              folder,
              TARGET.resolve("runbook-" + title.replaceAll("[^A-Za-z]+", "-") + ".log"));
      before.add(folder.resolve("old-keys.json"));
      Set<Path> left = files(folder);
      left.removeAll(before);
      assertEquals(Set.of(), left, "files that the commands leave behind");
      return told;
    }

    private static Set<Path> files(Path folder) throws IOException {
      try (Stream<Path> here = Files.list(folder);
          Stream<Path> there = Files.list(folder.resolve("tmp"))) {
        return Stream.concat(here, there).collect(Collectors.toCollection(HashSet::new));
      }
    }

    private static void link(Path link, Path to) throws IOException {
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, to);
      }
    }
  }

  /** Reads the page, and fails where it has a block that is neither shell nor properties. */
  static Runbooks read() throws IOException {
    String[] parts = Files.readString(ROOT.resolve("docs/runbooks.md")).split("(?m)^## ");
    assertFalse(parts[0].contains("```"), "commands before the first chapter");
    Map<String, Chapter> chapters = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      Chapter chapter = chapter(parts[i]);
      assertVariablesAreTold(parts[0], chapter);
      chapters.put(chapter.title(), chapter);
    }
    return new Runbooks(chapters);
  }

  /** The chapters on regions, which come and go without a fault; or all others. */
  Map<String, Chapter> aboutRegions(boolean wanted) {
    Map<String, Chapter> chosen = new LinkedHashMap<>(chapters);
    chosen.keySet().removeIf(title -> title.startsWith("A region is ") != wanted);
    return chosen;
  }

  private static Chapter chapter(String text) {
    StringBuilder commands = new StringBuilder();
    List<String> settings = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    int fences = 0;
    while (block.find()) {
      fences += 2;
      String body = block.group(2).replaceAll("(?m)^   ", "");
      switch (block.group(1)) {
        case "sh" -> commands.append(body);
        case "properties" -> settings.addAll(body.lines().toList());
        default -> throw new AssertionError("what is this block? " + block.group());
      }
    }
    assertEquals(text.split("```", -1).length - 1, fences, text);
    return new Chapter(text.lines().findFirst().orElseThrow(), commands.toString(), settings);
  }

  /** The head of the page names what a chapter takes from the shell and does not set itself. */
  private static void assertVariablesAreTold(String head, Chapter chapter) {
    List<String> told =
        VARIABLE.matcher(head).results().map(variable -> variable.group(1)).toList();
    Pattern.compile("\\$\\{?([A-Z_][A-Z_0-9]*)")
        .matcher(chapter.commands())
        .results()
        .map(use -> use.group(1))
        .filter(name -> !chapter.commands().contains(name + "=$("))
        .forEach(name -> assertTrue(told.contains(name), name + " of " + chapter.title()));
  }
}
