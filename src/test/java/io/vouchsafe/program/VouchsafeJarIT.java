package io.vouchsafe.program;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.WorkloadProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The program for workloads has what it needs, and the service nothing of it. */
class VouchsafeJarIT {
  private static final Path APP = Repository.TARGET.resolve("quarkus-app");

  @Test
  void theJarHasItsRoomTheBaseAndTwoLibraries() throws IOException {
    try (JarFile jar = new JarFile(WorkloadProgram.jar().toFile())) {
      Set<String> folders =
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> name.endsWith(".class"))
              .map(
                  name -> name.replaceFirst("^((io/vouchsafe|com/fasterxml)/[^/]+|[^/]+)/.*", "$1"))
              .collect(toCollection(TreeSet::new));

      assertEquals(
          Set.of("io/vouchsafe/agent", "io/vouchsafe/base", "com/fasterxml/jackson", "picocli"),
          folders);
    }
  }

  @Test
  void noJarOfTheServiceHasTheCommandLinesLibrary() throws IOException {
    assumeTrue(Files.isDirectory(APP), "only a native program was built");
    int jars = 0;
    try (Stream<Path> files = Files.walk(APP)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jar")).toList()) {
        jars++;
        try (JarFile jar = new JarFile(file.toFile())) {
          assertFalse(
              jar.stream().anyMatch(entry -> entry.getName().startsWith("picocli/")),
              file::toString);
        }
      }
    }
    assertTrue(jars > 50, "jars: " + jars);
  }

  @Test
  void theNativeServiceHasItNeither() throws IOException {
    assumeTrue(Artifact.current().binary(), "the service is a jar");
    String program = Files.readString(Artifact.current().path(), StandardCharsets.ISO_8859_1);

    assertFalse(program.contains("picocli"));
  }

  @Test
  void itSaysWhichBuildItIs() {
    WorkloadProgram.Ran ran = WorkloadProgram.run(Map.of(), "--version");

    assertTrue(ran.line().matches("vouchsafe \\S+, commit \\S+"), ran::out);
    assertEquals("", ran.err());
  }
}
