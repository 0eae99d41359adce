package io.vouchsafe.bench;

import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.WorkloadProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The program for workloads, in the form of the service beside it: {@code vouchsafe token} from its
 * start to its end with the token printed, beside curl with the same grant; and what {@code
 * vouchsafe agent} holds with one file and with a thousand.
 */
final class Workload {
  private static final String NAME = "workload";
  private static final int PAIRS = 15;
  private static final int FILES = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Workshop workshop;
  private final Path program;
  private final String issuer;
  private final String grant;

  private Workload(Workshop workshop, Bed bed) {
    this.workshop = workshop;
    boolean isNative = workshop.build().kind() == Build.Kind.NATIVE;
    program =
        WorkloadProgram.given()
            .orElse(isNative ? Repository.TARGET.resolve("vouchsafe") : WorkloadProgram.jar());
    if (!Files.isReadable(program)) {
      throw new IllegalStateException(
          "there is no %s; ./mvnw package %s makes it"
              .formatted(program, isNative ? "-Dnative" : ""));
    }
    grant = bed.grant();
    issuer = bed.service().url();
  }

  static List<Row> measure(Workshop workshop, Bed bed) {
    Workload workload = new Workload(workshop, bed);
    List<Row> rows = new ArrayList<>();
    rows.add(workload.token());
    rows.addAll(workload.agent());
    return rows;
  }

  private Row token() {
    List<String> ours = new ArrayList<>(WorkloadProgram.command(program));
    ours.addAll(List.of("token", "--issuer", issuer, "--audience", Service.ES256));
    List<String> curl =
        List.of(
            "curl",
            "-sS",
            "--fail",
            "-H",
            "Authorization: bearer " + grant,
            "%s/id-token?api-version=1&audience=%s".formatted(issuer, Service.ES256));
    List<Double> baseline = new ArrayList<>();
    List<Double> measured = new ArrayList<>();
    for (int pair = -1; pair < Math.max(PAIRS, workshop.rounds()); pair++) {
      double first = millis(curl);
      double second = millis(ours);
      if (pair >= 0) {
        baseline.add(first);
        measured.add(second);
      }
    }
    return Row.difference(
            NAME,
            "vouchsafe token, from start to end",
            "ms",
            "curl with the same grant",
            numbers(baseline),
            numbers(measured),
            Row.Goal.atMost(Double.NaN, 15))
        .noting("%s has %s MB".formatted(program.getFileName(), Row.shown(size() / 1e6)));
  }

  private long size() {
    try {
      return Files.size(program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double millis(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("VOUCHSAFE_GRANT", grant);
    long from = System.nanoTime();
    try {
      Process process = builder.start();
      try (InputStream out = process.getInputStream()) {
        int octets = out.readAllBytes().length;
        int status = process.waitFor();
        double millis = (System.nanoTime() - from) / 1e6;
        if (status != 0 || octets < 300) {
          throw new IllegalStateException(command.getFirst() + " got no token");
        }
        return millis;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private List<Row> agent() {
    List<Double> one = new ArrayList<>();
    List<Double> many = new ArrayList<>();
    for (int round = 0; round < workshop.rounds(); round++) {
      one.add(held(1));
      many.add(held(FILES));
    }
    return List.of(
        Row.alone(NAME, "RSS of vouchsafe agent with one file", "MB", numbers(one)),
        Row.ratio(
            NAME,
            "RSS of vouchsafe agent with 1,000 files",
            "MB",
            "with one",
            numbers(one),
            numbers(many),
            Row.Goal.NONE));
  }

  private double held(int files) {
    try {
      Path folder = Files.createTempDirectory("bench-agent-");
      Path configuration = folder.resolve("agent.json");
      Files.writeString(configuration, configuration(folder, files));
      Path log = workshop.file("agent.log");
      List<String> command = new ArrayList<>(WorkloadProgram.command(program));
      command.addAll(List.of("agent", "--config", configuration.toString()));
      Process process = Processes.start(command, Map.of("VOUCHSAFE_GRANT", grant), folder, log);
      try {
        Processes.await("vouchsafe agent", process, log, PATIENCE, () -> tokens(folder) == files);
        return Memory.resident(process);
      } finally {
        Processes.stop(process);
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String configuration(Path folder, int files) {
    return """
        {"issuer": "%s",
         "workloads": [{"name": "bench", "grant_file": "%s", "files": [%s]}]}
        """
        .formatted(
            issuer,
            grantFile(folder),
            IntStream.range(0, files)
                .mapToObj(
                    number ->
                        "{\"path\": \"%s\", \"audience\": \"%s\"}"
                            .formatted(folder.resolve("token-" + number), Service.ES256))
                .collect(Collectors.joining(",\n")));
  }

  private Path grantFile(Path folder) {
    try {
      return Files.writeString(folder.resolve("grant"), grant);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long tokens(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("token-")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
