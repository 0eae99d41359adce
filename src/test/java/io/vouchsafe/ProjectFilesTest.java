package io.vouchsafe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody looks for at the top of the repository is there, and the README leads to it. */
class ProjectFilesTest {
  /** Of https://www.apache.org/licenses/LICENSE-2.0.txt. */
  private static final String APACHE_2 =
      "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30";

  private static final Pattern VERSION =
      Pattern.compile("(?m)^## \\[(Unreleased|\\d+\\.\\d+\\.\\d+)](?: - (\\d{4}-\\d{2}-\\d{2}))?$");
  private static final Pattern HEADING = Pattern.compile("(?m)^(##+) (.*)$");
  private static final Set<String> KINDS =
      Set.of("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security");

  @Test
  void theLicenceIsApacheTwoWordForWord() throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of("LICENSE")));

    assertEquals(APACHE_2, HexFormat.of().formatHex(digest));
    assertTrue(read("pom.xml").contains("<name>Apache-2.0</name>"), "the artifact says so too");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LICENSE", "SECURITY.md", "CHANGELOG.md", "CONTRIBUTING.md"})
  void theReadmeLeadsThere(String file) throws IOException {
    assertTrue(read("README.md").contains("](" + file + ")"), file);
  }

  @Test
  void theChangelogHasTheFormOfKeepAChangelog() throws IOException {
    String changelog = read("CHANGELOG.md");
    List<MatchResult> headings = HEADING.matcher(changelog).results().toList();
    List<MatchResult> versions = VERSION.matcher(changelog).results().toList();

    assertEquals("[Unreleased]", headings.getFirst().group(2), "the newest comes first");
    for (MatchResult heading : headings) {
      boolean version = heading.group(1).equals("##");
      assertTrue(version || KINDS.contains(heading.group(2)), heading::group);
    }
    assertEquals(headings.stream().filter(h -> h.group(1).equals("##")).count(), versions.size());
    versions.forEach(
        version ->
            assertEquals(
                version.group(1).equals("Unreleased"), version.group(2) == null, version::group));
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }
}
