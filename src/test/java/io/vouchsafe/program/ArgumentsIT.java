package io.vouchsafe.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vouchsafe.testing.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the program answers by itself: without a configuration, without Vault, in an empty folder.
 */
class ArgumentsIT {
  private static final Pattern VERSION =
      Pattern.compile(
          "vouchsafe-server (\\S+), commit ([0-9a-f]{40}(-dirty)?|unknown), (\\S.*)\\R");

  @TempDir Path folder;

  private record Ended(int status, String out, String err) {}

  private Ended run(String... arguments) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(Artifact.current().command(List.of(), arguments))
            .directory(Files.createDirectories(folder.resolve("empty")).toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(QUARKUS|VOUCHSAFE|VAULT)_.*"));
    int status = builder.start().waitFor();
    return new Ended(status, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  @Test
  void theVersionTellsWhatWasBuiltAndWhatItRunsOn() throws Exception {
    Ended ended = run("--version");

    assertEquals(0, ended.status(), ended::err);
    var version = VERSION.matcher(ended.out());
    assertTrue(version.matches(), ended.out());
    assertTrue(Character.isDigit(version.group(1).charAt(0)), ended.out());
    String platform =
        Artifact.current().binary()
            ? "native"
            : System.getProperty("java.vm.name") + " " + Runtime.version();
    assertEquals(platform, version.group(4));
  }

  @Test
  void theCommitIsTheOneThatThisBuildWasMadeOf() throws Exception {
    assumeTrue(Artifact.isOfThisBuild());

    assertTrue(run("--version").out().contains(", commit " + head()));
  }

  private static String head() throws InterruptedException {
    try {
      Process git = new ProcessBuilder("git", "--git-dir=.git", "rev-parse", "HEAD").start();
      String head = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
      return git.waitFor() == 0 ? head : "unknown";
    } catch (IOException noGit) {
      return "unknown";
    }
  }

  @Test
  void helpTellsWhereSettingsComeFrom() throws Exception {
    Ended ended = run("--help");

    assertEquals(0, ended.status(), ended::err);
    assertTrue(ended.out().startsWith("usage: vouchsafe-server"), ended.out());
    for (String word : List.of("--version", "-D", "environment", "docs/configuration.md")) {
      assertTrue(ended.out().contains(word), ended.out());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--verbose, --verbose",
    "--Version, --Version",
    "start, start",
    "'', ''",
    "--version --help, --help",
    "--help now, now",
    "--port=8081, --port"
  })
  void anythingElseIsRefusedInOneLine(String arguments, String named) throws Exception {
    Ended ended = run(arguments.split(" "));

    assertEquals(2, ended.status(), ended::err);
    assertEquals("", ended.out());
    assertEquals(1, ended.err().lines().count(), ended::err);
    assertTrue(ended.err().contains("'" + named + "'"), ended::err);
    assertTrue(ended.err().contains("--help"), ended::err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"quarkus.vault.authentication.client-token", "--token"})
  void aSecretThatWasMeantForAPropertyIsNotRepeated(String name) throws Exception {
    assertFalse(run(name + "=hvs.canary").err().contains("canary"));
  }
}
