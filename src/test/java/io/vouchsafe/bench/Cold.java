package io.vouchsafe.bench;

import io.vouchsafe.testing.Processes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * From just before the process is started to the first 200, as a client sees it that tries again
 * all the time. Each start is of a new process; files are in the system's cache.
 */
final class Cold {
  private static final int PAIRS = 7;
  private static final long BETWEEN_TRIES = Duration.ofNanos(300_000).toNanos();
  private static final long BETWEEN_LOOKS = Duration.ofNanos(50_000).toNanos();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration REST = Duration.ofMillis(300);

  private Cold() {}

  static List<Row> measure(Workshop workshop, Bed bed, Bare bare) {
    var token = bed.tokenRequest(Service.ES256);
    bed.stopServices();
    var jwks = Requests.request("GET", "/.well-known/jwks.json", null);
    var document = Requests.request("GET", Bare.DOCUMENT, null);
    var json = Requests.request("GET", Bare.JSON, null);
    Supplier<Bare.Running> service =
        () -> {
          return launched(bed, workshop.build());
        };
    var bareDocument = new ArrayList<Double>();
    var firstJwks = new ArrayList<Double>();
    var bareJson = new ArrayList<Double>();
    var firstToken = new ArrayList<Double>();
    for (int pair = -1; pair < Math.max(PAIRS, workshop.rounds()); pair++) {
      double[] times = {
        millis(bare::launch, document),
        millis(service, jwks),
        millis(bare::launch, json),
        millis(service, token)
      };
      if (pair >= 0) {
        bareDocument.add(times[0]);
        firstJwks.add(times[1]);
        bareJson.add(times[2]);
        firstToken.add(times[3]);
      }
    }
    return List.of(
        row("start to the first JWKS", "a document", bareDocument, firstJwks, 10, bare),
        row("start to the first ES256 token", "a small JSON", bareJson, firstToken, 20, bare));
  }

  /**
   * Differences between the artifact and the one to compare with, after a pair that does not count.
   */
  static List<Row> compare(Workshop workshop, Bed bed) {
    var token = bed.tokenRequest(Service.ES256);
    bed.stopServices();
    var jwks = Requests.request("GET", "/.well-known/jwks.json", null);
    ToDoubleFunction<Build> toJwks = artifact -> millis(() -> launched(bed, artifact), jwks);
    var _ = toJwks.applyAsDouble(workshop.against().orElseThrow());
    var _ = toJwks.applyAsDouble(workshop.build());
    var firstJwks = workshop.pairs(toJwks::applyAsDouble);
    var firstToken = workshop.pairs(artifact -> millis(() -> launched(bed, artifact), token));
    return List.of(
        difference(
            "start to the first JWKS",
            Against.OTHER,
            firstJwks.baseline(),
            firstJwks.measured(),
            5),
        difference(
            "start to the first ES256 token",
            Against.OTHER,
            firstToken.baseline(),
            firstToken.measured(),
            Double.NaN));
  }

  private static Bare.Running launched(Bed bed, Build artifact) {
    var launched = bed.launch(artifact);
    return new Bare.Running(launched.process(), launched.port());
  }

  private static Row row(
      String figure,
      String what,
      List<Double> baseline,
      List<Double> measured,
      double nativeGoal,
      Bare bare) {
    return difference(
            figure,
            "the bare Quarkus app to its first answer, " + what,
            baseline,
            measured,
            nativeGoal)
        .noting(bare.note());
  }

  private static Row difference(
      String figure,
      String against,
      List<Double> baseline,
      List<Double> measured,
      double nativeGoal) {
    return Row.difference(
        "cold",
        figure,
        "ms",
        against,
        baseline.stream().mapToDouble(Double::doubleValue).toArray(),
        measured.stream().mapToDouble(Double::doubleValue).toArray(),
        Row.Goal.atMost(Double.NaN, nativeGoal));
  }

  static double millis(Supplier<Bare.Running> launch, byte[] request) {
    long from = System.nanoTime();
    var running = launch.get();
    try {
      while (status(running.port(), request, from) != 200) {
        if (!running.process().isAlive() || isLate(from)) {
          throw new IllegalStateException("a start that never came to a 200");
        }
        LockSupport.parkNanos(BETWEEN_TRIES);
      }
      return (System.nanoTime() - from) / 1e6;
    } finally {
      Processes.kill(running.process());
      Processes.pause(REST);
    }
  }

  /** 0 where nobody listens yet. */
  private static int status(int port, byte[] request, long from) {
    try (var connection = new Connection(port)) {
      connection.send(request, from);
      connection.channel().configureBlocking(false);
      while (!connection.receive()) {
        if (isLate(from)) {
          return 0;
        }
        LockSupport.parkNanos(BETWEEN_LOOKS);
      }
      return connection.status();
    } catch (IOException e) {
      return 0;
    }
  }

  private static boolean isLate(long from) {
    return System.nanoTime() - from > PATIENCE.toNanos();
  }
}
