package io.vouchsafe.bench;

import io.vouchsafe.testing.Artifact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Quarkus application as it was built: a native program, or a jar with or without AOT cache.
 *
 * @param settings what it is told beside what all are told, as {@code NAME=VALUE}
 */
record Build(Kind kind, Path file, List<String> settings) {

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

  static Build binary(Path file) {
    return new Build(Kind.NATIVE, file.toAbsolutePath(), List.of());
  }

  /** An AOT cache counts if it lies beside the jar, where Quarkus puts it. */
  static Build jar(Path file) {
    Path jar = file.toAbsolutePath();
    Kind kind = Files.exists(jar.resolveSibling(AOT_CACHE)) ? Kind.AOT_JAR : Kind.JAR;
    return new Build(kind, jar, List.of());
  }

  /** A quarkus-run.jar or else a native program. */
  static Build of(Path file) {
    return file.toString().endsWith(".jar") ? jar(file) : binary(file);
  }

  Build with(List<String> settings) {
    return new Build(kind, file, List.copyOf(settings));
  }

  /** How much it does before it is measured. */
  Contender.WarmUp warmUp() {
    return kind == Kind.NATIVE ? Contender.WarmUp.SHORT : Contender.WarmUp.JVM;
  }

  Path folder() {
    return file.getParent();
  }

  /** How to start it, in {@link #folder}, with these settings as {@code -DNAME=VALUE}. */
  List<String> command(String... settings) {
    List<String> flags = new ArrayList<>(JVM_FLAGS);
    if (kind == Kind.AOT_JAR) {
      flags.add("-XX:AOTCache=" + AOT_CACHE);
    }
    return new Artifact(file, kind == Kind.NATIVE).command(flags, List.of(settings));
  }
}
