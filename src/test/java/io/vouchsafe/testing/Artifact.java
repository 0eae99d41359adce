package io.vouchsafe.testing;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The program as it is deployed: {@code -Dvouchsafe.artifact}, {@code VOUCHSAFE_BINARY}, {@code
 * VOUCHSAFE_JAR}, or else what this build made, which is what {@code @QuarkusIntegrationTest} runs
 * too.
 *
 * @param path the binary or the jar, absolute
 * @param binary whether it runs without a JVM
 */
public record Artifact(Path path, boolean binary) {
  private static final Path TARGET = Repository.TARGET;
  private static final List<String> SMALL_JVM =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

  /** Names a jar, its folder, or a binary; it goes before the environment. */
  public static final String PROPERTY = "vouchsafe.artifact";

  private static final String BINARY = System.getenv("VOUCHSAFE_BINARY");
  private static final String JAR = System.getenv("VOUCHSAFE_JAR");

  public static Artifact current() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return at(Path.of(named));
    }
    if (BINARY != null) {
      return given(BINARY, true);
    }
    return JAR == null ? built() : given(JAR, false);
  }

  /** Whether it was made by this build, rather than given. */
  public static boolean isOfThisBuild() {
    return System.getProperty(PROPERTY) == null && BINARY == null && JAR == null;
  }

  private static Artifact at(Path path) {
    Path program = Files.isDirectory(path) ? path.resolve("quarkus-run.jar") : path;
    return given(program.toString(), !program.toString().endsWith(".jar"));
  }

  private static Artifact given(String path, boolean binary) {
    return readable(new Artifact(Path.of(path).toAbsolutePath(), binary));
  }

  private static Artifact built() {
    Properties built = new Properties();
    try (Reader file = Files.newBufferedReader(TARGET.resolve("quarkus-artifact.properties"))) {
      built.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("no artifact; ./mvnw package makes one", e);
    }
    return readable(
        new Artifact(
            TARGET.resolve(built.getProperty("path")), built.getProperty("type").equals("native")));
  }

  private static Artifact readable(Artifact artifact) {
    if (!Files.isReadable(artifact.path)) {
      throw new IllegalStateException("there is no " + artifact.path + "; ./mvnw package makes it");
    }
    return artifact;
  }

  /** The command that runs it with these settings ({@code -DNAME=VALUE}) in a small JVM. */
  public List<String> command(List<String> settings, String... arguments) {
    return command(SMALL_JVM, settings, arguments);
  }

  /** The command that runs it with these settings in a JVM with these flags, if it takes one. */
  public List<String> command(List<String> jvmFlags, List<String> settings, String... arguments) {
    List<String> command = new ArrayList<>();
    if (binary) {
      command.add(path.toString());
      command.addAll(settings);
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvmFlags);
      command.addAll(settings);
      command.addAll(List.of("-jar", path.toString()));
    }
    command.addAll(List.of(arguments));
    return command;
  }
}
