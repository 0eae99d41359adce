package io.vouchsafe.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The images are what docs/artifacts.md says of them, as far as can be seen without an engine. */
class ImagesTest {
  private static final Pattern BASE =
      Pattern.compile("(?m)^FROM ([a-z.]+/\\S+:[a-z]+)@(sha256:[0-9a-f]{64})$");
  private static final int NO_ENGINE = 3;

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "native"})
  void theBaseIsNamedByItsDigestAndTheLabelsSayWhich(String kind) throws IOException {
    String file = dockerfile(kind);
    List<MatchResult> bases = BASE.matcher(file).results().toList();

    assertEquals(1, bases.size(), "a base with a tag and a digest");
    assertTrue(file.contains("image.base.name=\"%s\"".formatted(bases.getFirst().group(1))));
    assertTrue(file.contains("image.base.digest=\"%s\"".formatted(bases.getFirst().group(2))));
    for (String label : List.of("title", "description", "version", "revision")) {
      assertTrue(file.contains("org.opencontainers.image." + label + "="), label);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "native"})
  void nothingRunsAsRootAndThePartsAreListed(String kind) throws IOException {
    List<String> lines = dockerfile(kind).lines().toList();

    assertTrue(lines.contains("USER 65532:65532"));
    assertTrue(lines.contains("WORKDIR /"), "config/application.properties is looked for here");
    assertTrue(lines.stream().anyMatch(line -> line.endsWith("/sbom/vouchsafe-server.cdx.json")));
    assertTrue(lines.stream().noneMatch(line -> line.startsWith("RUN ")), "there is no shell");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "native"})
  void whatIsCopiedReachesTheEngine(String kind) throws IOException {
    List<String> sent =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    List<String> copied =
        dockerfile(kind)
            .lines()
            .filter(line -> line.startsWith("COPY "))
            .map(line -> line.replaceFirst("COPY (--\\S+ )*", "").split(" ")[0])
            .toList();

    assertTrue(copied.contains("target/image/vouchsafe-" + kind), "the program for workloads");
    for (String file : copied) {
      assertTrue(sent.stream().anyMatch(file::startsWith), file);
    }
  }

  /** What native-image is to do is said in the jar, so that whoever calls it need not know. */
  @Test
  void theProgramForWorkloadsIsBuiltAlikeInAContainer() throws IOException {
    String call = "-jar /project/vouchsafe.jar -o /project/vouchsafe";
    String inTheJar =
        Files.readString(
            Path.of(
                "src/main/agent/META-INF/native-image/io.vouchsafe/agent/native-image.properties"));

    assertTrue(inTheJar.startsWith("Args = -Os --no-fallback"), inTheJar);
    assertFalse(Files.readString(Path.of("pom.xml")).contains("<buildArg>"));
    for (String page : List.of("dev/images", "docs/artifacts.md")) {
      List<String> lines =
          Files.readString(Path.of(page))
              .lines()
              .map(String::strip)
              .filter(line -> line.endsWith(call))
              .toList();
      assertEquals(List.of(call), lines, page);
    }
  }

  @Test
  void withoutAnEngineTheScriptSaysSo() throws IOException, InterruptedException {
    ProcessBuilder script = new ProcessBuilder("dev/images").redirectErrorStream(true);
    script.environment().put("CONTAINER_ENGINE", "");
    Process process = script.start();
    String printed = new String(process.getInputStream().readAllBytes());

    assertEquals(NO_ENGINE, process.waitFor(), printed);
    assertTrue(printed.contains("so no image was built"), printed);
  }

  private static String dockerfile(String kind) throws IOException {
    return Files.readString(Path.of("src/main/docker/Dockerfile." + kind));
  }
}
