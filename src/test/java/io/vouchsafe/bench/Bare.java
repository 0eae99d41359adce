package io.vouchsafe.bench;

import static io.vouchsafe.testing.Repository.ROOT;

import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Quarkus application with the versions and extensions of the service, and none of its code: what
 * the framework itself costs. It is built from bench/bare with the project's own pom.xml.
 */
final class Bare {
  static final String DOCUMENT = "/document";
  static final String JSON = "/json";

  /** Running, and perhaps not ready yet. */
  record Running(Process process, int port) {}

  private final Workshop workshop;
  private final Build artifact;

  Bare(Workshop workshop) {
    this.workshop = workshop;
    this.artifact = workshop.bare().orElseGet(this::built);
  }

  Running launch() {
    Ports ports = Ports.free();
    var process =
        Processes.start(
            artifact.command(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + ports.http(),
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + ports.management()),
            Map.of(),
            artifact.folder(),
            workshop.file("bare.log"));
    return new Running(process, ports.http());
  }

  /** How it was built, where that is not how the service was. */
  String note() {
    return artifact.kind() == workshop.build().kind()
        ? ""
        : "the bare app is a " + artifact.kind().label;
  }

  private Build built() {
    boolean nativeProgram = workshop.build().kind() == Build.Kind.NATIVE;
    var folder = ROOT.resolve("target/bench/bare");
    var source = ROOT.resolve("bench/bare");
    var jar = folder.resolve("target/quarkus-app/quarkus-run.jar");
    var program = folder.resolve("target/bare-runner");
    var product = nativeProgram ? program : jar;
    try {
      var pom =
          Files.readString(ROOT.resolve("pom.xml"))
              .replaceFirst("<artifactId>vouchsafe</artifactId>", "<artifactId>bare</artifactId>");
      if (isNewer(product, source, ROOT.resolve("pom.xml"))) {
        return nativeProgram ? Build.binary(program) : Build.jar(jar);
      }
      System.err.println("building the bare Quarkus application");
      copy(source, folder);
      Files.writeString(folder.resolve("pom.xml"), pom);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var command =
        new ArrayList<>(
            List.of(
                ROOT.resolve("mvnw").toString(),
                "-q",
                "-B",
                "-f",
                folder.resolve("pom.xml").toString(),
                "package",
                "-DskipTests",
                "-Dspotless.check.skip=true",
                "-Dquarkus.package.output-name=bare"));
    if (nativeProgram) {
      command.add("-Dquarkus.native.enabled=true");
    }
    Processes.run(command, Map.of(), ROOT, workshop.file("bare-build.log"));
    if (!product.toFile().setLastModified(System.currentTimeMillis())) {
      throw new IllegalStateException("the build made no " + product);
    }
    return nativeProgram ? Build.binary(program) : Build.jar(jar);
  }

  private static boolean isNewer(Path product, Path source, Path pom) throws IOException {
    if (!Files.exists(product)) {
      return false;
    }
    var built = Files.getLastModifiedTime(product);
    try (var files = Files.walk(source)) {
      return built.compareTo(Files.getLastModifiedTime(pom)) > 0
          && files.allMatch(file -> built.toMillis() > file.toFile().lastModified());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var copy = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
