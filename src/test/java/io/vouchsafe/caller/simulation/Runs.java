package io.vouchsafe.caller.simulation;

import io.vouchsafe.caller.simulation.Ledger.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;

/**
 * Many runs of worlds that differ in their seed. {@code -Dsimulation.seed=N} runs only that seed,
 * {@code -Dsimulation.runs=N} so many.
 */
record Runs(String name, List<Run> all) {
  record Run(long seed, Outcome outcome) {}

  static Runs of(String name, int count, LongFunction<World> worlds) {
    Runs runs =
        new Runs(
            name,
            seeds(Integer.getInteger("simulation.runs", count))
                .parallel()
                .mapToObj(seed -> run(seed, worlds))
                .toList());
    System.out.println(runs.summary());
    return runs;
  }

  /** The first of {@code atMost} seeds that breaks the promise in these words. */
  static Optional<Run> search(String name, int atMost, LongFunction<World> worlds, String words) {
    Optional<Run> found =
        seeds(atMost)
            .mapToObj(seed -> run(seed, worlds))
            .filter(run -> run.outcome().violations().stream().anyMatch(it -> it.contains(words)))
            .findFirst();
    System.out.println(
        "simulation: %s: %s"
            .formatted(
                name,
                found
                    .map(run -> "counterexample at seed %d".formatted(run.seed()))
                    .orElse("no counterexample in %d runs".formatted(atMost))));
    return found;
  }

  private static LongStream seeds(int count) {
    Long only = Long.getLong("simulation.seed");
    return only != null ? LongStream.of(only) : LongStream.rangeClosed(1, count);
  }

  /** On a virtual thread, whose processes then take turns without waking a thread of the system. */
  private static Run run(long seed, LongFunction<World> worlds) {
    CompletableFuture<Run> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("simulation-" + seed)
        .start(
            () -> {
              try {
                done.complete(new Run(seed, new Simulation(worlds.apply(seed), seed).run()));
              } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
              }
            });
    return done.join();
  }

  Optional<Run> broken() {
    return all.stream().filter(run -> run.outcome().broken()).findFirst();
  }

  /** For the message of an assertion. */
  String failure() {
    return broken()
        .map(
            run ->
                "%s: -Dsimulation.seed=%d breaks the promise (%d of %d runs do):\n  %s"
                    .formatted(
                        name,
                        run.seed(),
                        all.stream().filter(it -> it.outcome().broken()).count(),
                        all.size(),
                        run.outcome().violations().getFirst()))
        .orElse("");
  }

  long sum(ToIntFunction<Outcome> figure) {
    return all.stream().mapToLong(run -> figure.applyAsInt(run.outcome())).sum();
  }

  long judgedOfStrangers(Verdict verdict) {
    return sum(outcome -> outcome.judgedOfStrangers(verdict));
  }

  long judged(Verdict verdict) {
    return sum(outcome -> outcome.judged(verdict));
  }

  private String summary() {
    return "simulation: %s: %,d runs, %,d grants, %,d revocations, %,d entries removed, %,d judgements accept, %,d refuse what is revoked, %,d are 503"
        .formatted(
            name,
            all.size(),
            sum(Outcome::grants),
            sum(Outcome::revocations),
            sum(Outcome::removed),
            judged(Verdict.ACCEPTED),
            judged(Verdict.REVOKED),
            judged(Verdict.UNAVAILABLE));
  }
}
