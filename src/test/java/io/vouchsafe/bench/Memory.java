package io.vouchsafe.bench;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What a process holds after its first ten thousand answers, as the kernel counts it. */
final class Memory {
  private static final int ANSWERS = 10_000;
  private static final int CALLERS = 16;
  private static final Duration REST = Duration.ofSeconds(1);

  /** In MB of a million bytes; peak is the most that was ever resident. */
  private record Held(double resident, double proportional, double peak) {}

  private Memory() {}

  static List<Row> measure(Workshop workshop, Bed bed, Bare bare) {
    prepare(bed);
    var baseline = new ArrayList<Held>();
    var measured = new ArrayList<Held>();
    for (int round = 0; round < workshop.rounds(); round++) {
      baseline.add(ofBare(workshop, bare));
      measured.add(ofService(bed, workshop.build()));
      workshop.emptyLogs();
    }
    var jvm = workshop.build().kind() != Build.Kind.NATIVE;
    var against = "the bare Quarkus app after as many answers";
    return List.of(
        row(
                "RSS after 10,000 ES256 tokens",
                against,
                baseline,
                measured,
                Held::resident,
                Row.Goal.atMost(60, 25))
            .noting(jvm ? "JVM flags: " + String.join(" ", Build.JVM_FLAGS) : bare.note()),
        reported("PSS of the same", against, baseline, measured, Held::proportional),
        reported("highest RSS so far", against, baseline, measured, Held::peak));
  }

  /** Differences between the artifact and the one to compare with, in pairs. */
  static List<Row> compare(Workshop workshop, Bed bed) {
    prepare(bed);
    var pairs =
        workshop.pairs(
            artifact -> {
              var held = ofService(bed, artifact);
              workshop.emptyLogs();
              return held;
            });
    return List.of(
        row(
            "RSS after 10,000 ES256 tokens",
            Against.OTHER,
            pairs.baseline(),
            pairs.measured(),
            Held::resident,
            Row.Goal.atMost(40, 10)),
        reported(
            "PSS of the same",
            Against.OTHER,
            pairs.baseline(),
            pairs.measured(),
            Held::proportional),
        reported(
            "highest RSS so far", Against.OTHER, pairs.baseline(), pairs.measured(), Held::peak));
  }

  private static void prepare(Bed bed) {
    if (!Files.exists(Path.of("/proc/self/status"))) {
      throw new IllegalStateException("memory is read from /proc, which this system has not");
    }
    bed.tokenRequest(Service.ES256);
    bed.stopServices();
  }

  private static Held ofService(Bed bed, Build artifact) {
    var service = bed.start(artifact);
    try {
      bed.tokens("service", service, Service.ES256, CALLERS).count(ANSWERS);
      return held(service.process());
    } finally {
      Processes.stop(service.process());
    }
  }

  private static Held ofBare(Workshop workshop, Bare bare) {
    var running = bare.launch();
    try {
      Processes.await(
          "the bare application",
          running.process(),
          workshop.file("bare.log"),
          Duration.ofSeconds(60),
          () -> Http.isGood("http://127.0.0.1:" + running.port() + Bare.JSON));
      new Contender(
              "the bare application",
              running.port(),
              Script.of(Bare.JSON, Requests.request("GET", Bare.JSON, null)),
              CALLERS,
              1,
              Map.of("bare", running.process()),
              _ -> {},
              Contender.WarmUp.SHORT)
          .count(ANSWERS);
      return held(running.process());
    } finally {
      Processes.stop(running.process());
    }
  }

  private static Held held(Process process) {
    Processes.pause(REST);
    return new Held(
        megabytes(process, "status", "VmRSS:"),
        megabytes(process, "smaps_rollup", "Pss:"),
        megabytes(process, "status", "VmHWM:"));
  }

  /** The RSS of a process at rest, in MB of a million bytes. */
  static double resident(Process process) {
    return held(process).resident;
  }

  private static double megabytes(Process process, String file, String name) {
    try (var lines = Files.lines(Path.of("/proc", "" + process.pid(), file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static Row row(
      String figure,
      String against,
      List<Held> baseline,
      List<Held> measured,
      ToDoubleFunction<Held> value,
      Row.Goal goal) {
    return Row.difference(
        "memory",
        figure,
        "MB",
        against,
        baseline.stream().mapToDouble(value).toArray(),
        measured.stream().mapToDouble(value).toArray(),
        goal);
  }

  private static Row reported(
      String figure,
      String against,
      List<Held> baseline,
      List<Held> measured,
      ToDoubleFunction<Held> value) {
    return row(figure, against, baseline, measured, value, Row.Goal.NONE);
  }
}
