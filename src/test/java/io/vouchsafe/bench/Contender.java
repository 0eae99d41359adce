package io.vouchsafe.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Something that answers a request over and over.
 *
 * @param tokens how many tokens, or other results, one answer holds
 * @param costs the processes whose CPU time counts, by name
 * @param check throws where the body of an answer is wrong
 */
record Contender(
    String name,
    int port,
    Script script,
    int connections,
    int tokens,
    Map<String, Process> costs,
    Consumer<byte[]> check,
    WarmUp warmUp) {

  /** How much it does before it is measured. */
  record WarmUp(int tokens, Duration limit) {
    static final WarmUp JVM = new WarmUp(150_000, Duration.ofSeconds(90));
    static final WarmUp SHORT = new WarmUp(2_000, Duration.ofSeconds(5));
  }

  /** What is told apart from {@link #costs} in every measurement. */
  static final String CLIENT = "client";

  /** What else the machine did: where it is not near nothing, the figures are worth little. */
  static final String OTHERS = "others";

  /** So a request that something happens to was sent within the measured time. */
  private static final Duration QUIET = Duration.ofMillis(300);

  private static final Duration COUNT_LIMIT = Duration.ofMinutes(10);

  Contender with(int connections) {
    return new Contender(name, port, script, connections, tokens, costs, check, warmUp);
  }

  /** The same, with more processes whose CPU time counts, and more to check. */
  Contender beside(Map<String, Process> more, Consumer<byte[]> furtherCheck) {
    var all = new LinkedHashMap<>(costs);
    all.putAll(more);
    return new Contender(
        name, port, script, connections, tokens, all, check.andThen(furtherCheck), warmUp);
  }

  /**
   * One measurement.
   *
   * @param perSecond tokens with status 200
   * @param micros CPU time of each process for a token, in microseconds
   * @param busy the cores that each process kept busy
   */
  record Slice(
      double perSecond,
      double p50Millis,
      double p99Millis,
      Map<String, Double> micros,
      Map<String, Double> busy,
      Load.Outcome outcome) {}

  /** In the closed model; every answer has to be a 200, and a sample of them is checked. */
  Slice measure(Duration time) {
    try (var load = new Load(port, script, connections)) {
      var cpu = new Cpu();
      return slice(onlyGood(load.closed(time, cpu)), cpu);
    }
  }

  /** In the closed model; refusals are for the caller to judge. */
  Slice observe(Duration time) {
    try (var load = new Load(port, script, connections)) {
      var cpu = new Cpu();
      return slice(load.closed(time, cpu), cpu);
    }
  }

  /** What came of a load during which something happened. */
  record Eventful<T>(Load.Outcome outcome, T event) {}

  /**
   * In the closed model, with nothing measured but the answers, while something happens, which
   * begins {@link #QUIET} later than what is measured. A sample of the answers is checked.
   */
  <T> Eventful<T> during(Duration time, Supplier<T> event) {
    var later = CompletableFuture.delayedExecutor(QUIET.toMillis(), TimeUnit.MILLISECONDS);
    var happened = new AtomicReference<CompletableFuture<T>>();
    try (var load = new Load(port, script, connections)) {
      var outcome =
          load.closed(
              time,
              new Load.Watch() {
                @Override
                public void begins() {
                  happened.set(CompletableFuture.supplyAsync(event, later));
                }

                @Override
                public void ends() {}
              });
      T result = happened.get().join();
      outcome.bodies().forEach(check);
      return new Eventful<>(outcome, result);
    }
  }

  /** In the closed model, with nothing measured but the answers. */
  Load.Outcome press(Duration time) {
    try (var load = new Load(port, script, connections)) {
      return load.closed(time, Load.Watch.NONE);
    }
  }

  /** In the open model; refusals are for the caller to judge. */
  Slice press(Duration time, double perSecond) {
    try (var load = new Load(port, script, connections)) {
      var cpu = new Cpu();
      return slice(load.open(time, perSecond / tokens, cpu), cpu);
    }
  }

  /** In the closed model, until there were so many answers. */
  Slice count(long answers) {
    try (var load = new Load(port, script, connections)) {
      var cpu = new Cpu();
      return slice(onlyGood(load.count(answers, COUNT_LIMIT, cpu)), cpu);
    }
  }

  void warm() {
    try (var load = new Load(port, script, connections)) {
      load.count(Math.ceilDiv(warmUp.tokens(), tokens), warmUp.limit(), new Cpu());
    }
  }

  private Load.Outcome onlyGood(Load.Outcome outcome) {
    if (outcome.good() == 0 || outcome.good() < outcome.all()) {
      throw new IllegalStateException(
          "%s: other answers than 200 (status=count): %s".formatted(name, outcome.statuses()));
    }
    return outcome;
  }

  private Slice slice(Load.Outcome outcome, Cpu cpu) {
    outcome.bodies().forEach(check);
    double good = outcome.good() * (double) tokens;
    var micros = new LinkedHashMap<String, Double>();
    var busy = new LinkedHashMap<String, Double>();
    cpu.seconds.forEach(
        (process, seconds) -> {
          micros.put(process, seconds * 1e6 / good);
          busy.put(process, seconds / outcome.seconds());
        });
    Machine.sawOthers(busy.get(OTHERS));
    return new Slice(
        good / outcome.seconds(),
        outcome.latency().millis(0.5),
        outcome.latency().millis(0.99),
        micros,
        busy,
        outcome);
  }

  /** CPU time of the processes while it was measured. */
  private final class Cpu implements Load.Watch {
    private Map<String, Double> before = Map.of();
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    @Override
    public void begins() {
      before = now();
    }

    @Override
    public void ends() {
      now().forEach((process, time) -> seconds.put(process, time - before.get(process)));
    }

    private Map<String, Double> now() {
      var now = new LinkedHashMap<String, Double>();
      costs.forEach((process, one) -> now.put(process, Machine.cpuSeconds(one)));
      now.put(CLIENT, Machine.cpuSeconds(ProcessHandle.current()));
      double ours = now.values().stream().mapToDouble(Double::doubleValue).sum();
      now.put(OTHERS, Machine.cpuSeconds() - ours);
      return now;
    }
  }
}
