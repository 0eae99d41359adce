import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Quarkus application as it was built: a native program, or a jar with or without AOT cache.
 *
 * @param settings what it is told beside what all are told, as {@code NAME=VALUE}
 */
record Artifact(Kind kind, Path file, List<String> settings) {

  /** What every JVM that is measured gets: Dockerfile.jvm's options in a small container. */
  static final List<String> JVM_FLAGS = List.of("-XX:+UseG1GC", "-Xms32m", "-Xmx256m");

  private static final String AOT_CACHE = "app.aot";

  enum Kind {
    JAR("jar"),
    AOT_JAR("aot-jar"),
    NATIVE("native");

    final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  static Artifact binary(Path file) {
    return new Artifact(Kind.NATIVE, file.toAbsolutePath(), List.of());
  }

  /** An AOT cache counts if it lies beside the jar, where Quarkus puts it. */
  static Artifact jar(Path file) {
    var jar = file.toAbsolutePath();
    var kind = Files.exists(jar.resolveSibling(AOT_CACHE)) ? Kind.AOT_JAR : Kind.JAR;
    return new Artifact(kind, jar, List.of());
  }

  Artifact with(List<String> settings) {
    return new Artifact(kind, file, List.copyOf(settings));
  }

  /** How much it does before it is measured. */
  Contender.WarmUp warmUp() {
    return kind == Kind.NATIVE ? Contender.WarmUp.SHORT : Contender.WarmUp.JVM;
  }

  Path folder() {
    return file.getParent();
  }

  /** How to start it, in {@link #folder}. */
  List<String> command(String... properties) {
    var command = new ArrayList<String>();
    if (kind == Kind.NATIVE) {
      command.add(file.toString());
      command.addAll(List.of(properties));
      return command;
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    if (kind == Kind.AOT_JAR) {
      command.add("-XX:AOTCache=" + AOT_CACHE);
    }
    command.addAll(List.of(properties));
    command.addAll(List.of("-jar", file.getFileName().toString()));
    return command;
  }
}
