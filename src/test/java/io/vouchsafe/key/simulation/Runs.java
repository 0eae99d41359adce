package io.vouchsafe.key.simulation;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Many runs of worlds that differ in their seed. {@code -Dsimulation.seed=N} runs only that seed,
 * {@code -Dsimulation.runs=N} so many.
 */
record Runs(String name, List<Run> all) {
  record Run(long seed, Outcome outcome) {}

  /** Runs {@code count} of the worlds that {@code variation} makes of those that are sound. */
  static Runs of(String name, int count, UnaryOperator<World> variation) {
    Long only = Long.getLong("simulation.seed");
    LongStream seeds =
        only != null
            ? LongStream.of(only)
            : LongStream.rangeClosed(1, Integer.getInteger("simulation.runs", count));
    Runs runs = new Runs(name, seeds.parallel().mapToObj(seed -> run(seed, variation)).toList());
    System.out.println(runs.summary());
    return runs;
  }

  /** The first of {@code atMost} seeds that breaks the promise in the eyes of {@code breach}. */
  static Optional<Run> search(
      String name, int atMost, UnaryOperator<World> variation, Predicate<Outcome> breach) {
    Long only = Long.getLong("simulation.seed");
    LongStream seeds = only != null ? LongStream.of(only) : LongStream.rangeClosed(1, atMost);
    Optional<Run> found =
        seeds
            .mapToObj(seed -> run(seed, variation))
            .filter(run -> breach.test(run.outcome()))
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

  private static Run run(long seed, UnaryOperator<World> variation) {
    return new Run(seed, new Simulation(variation.apply(Worlds.of(seed)), seed).run());
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
                        all.stream().filter(r -> r.outcome().broken()).count(),
                        all.size(),
                        run.outcome().violations().getFirst()))
        .orElse("");
  }

  private String summary() {
    return "simulation: %s: %,d runs, %,d rotations, %,d tokens against %,d copies, %d versions listed and %d published at most"
        .formatted(
            name,
            all.size(),
            sum(Outcome::rotations),
            sum(Outcome::tokens),
            sum(Outcome::copies),
            all.stream().mapToInt(run -> run.outcome().mostListed()).max().orElse(0),
            all.stream().mapToInt(run -> run.outcome().mostPublished()).max().orElse(0));
  }

  private long sum(Function<Outcome, Integer> figure) {
    return all.stream().mapToLong(run -> figure.apply(run.outcome())).sum();
  }
}
