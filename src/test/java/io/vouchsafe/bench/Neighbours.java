package io.vouchsafe.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A good caller, with one connection and a grant of its own, beside greedy ones: 64 connections of
 * one grant, and of 64 grants. The baseline is the same caller beside one other of its kind.
 */
final class Neighbours {
  private static final int GREEDY = 64;
  private static final Duration LONGER = Duration.ofMillis(1_500);
  private static final Duration BEFORE = Duration.ofMillis(500);
  private static final Bed.Workloads ONE_GREEDY = new Bed.Workloads(0, 1);
  private static final Bed.Workloads ALL_GREEDY = new Bed.Workloads(0, Bed.GRANTS);
  private static final Bed.Workloads GOOD = new Bed.Workloads(Bed.GRANTS, 1);
  private static final Bed.Workloads OTHER = new Bed.Workloads(Bed.GRANTS + 1, 1);

  private Neighbours() {}

  static List<Row> measure(Workshop workshop, Bed bed) {
    return Stream.of(Service.ES256, Service.RS256)
        .flatMap(audience -> measure(workshop, bed, audience).stream())
        .toList();
  }

  private static List<Row> measure(Workshop workshop, Bed bed, String audience) {
    var service = bed.service();
    bed.warmUp(bed.tokens("service", service, audience, GREEDY));
    var good = bed.tokens("a good caller", service, audience, 1, GOOD);
    var other = bed.tokens("one other of its kind", service, audience, 1, OTHER);
    var greedy = bed.tokens("64 connections of one grant", service, audience, GREEDY, ONE_GREEDY);
    var many = bed.tokens("64 connections of 64 grants", service, audience, GREEDY, ALL_GREEDY);
    var slices = new LinkedHashMap<Contender, List<Contender.Slice>>();
    var neighbours = List.of(other, greedy, many);
    for (int round = 0; round < workshop.rounds(); round++) {
      for (var neighbour : round % 2 == 0 ? neighbours : neighbours.reversed()) {
        slices
            .computeIfAbsent(neighbour, _ -> new ArrayList<>())
            .add(beside(neighbour, good, workshop.slice()));
      }
      workshop.emptyLogs();
    }
    var algorithm = audience.equals(Service.ES256) ? "ES256" : "RS256";
    return Stream.of(
            rows(algorithm, other, greedy, slices, Row.Goal.atLeast(0.5, 0.5)),
            rows(algorithm, other, many, slices, Row.Goal.NONE))
        .flatMap(List::stream)
        .toList();
  }

  /** What the caller gets while its neighbour is there, who comes first and leaves last. */
  private static Contender.Slice beside(Contender neighbour, Contender caller, Duration time) {
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      Future<Load.Outcome> there =
          threads.submit(() -> neighbour.press(time.plus(BEFORE).plus(LONGER)));
      Thread.sleep(BEFORE);
      var slice = caller.observe(time);
      there.get();
      return slice;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    }
  }

  private static List<Row> rows(
      String algorithm,
      Contender other,
      Contender greedy,
      Map<Contender, List<Contender.Slice>> slices,
      Row.Goal goal) {
    var figure = "a good caller beside %s, %s: ".formatted(greedy.name(), algorithm);
    return List.of(
        row(
                figure + Figures.TOKENS,
                Figures.TOKENS,
                Contender.Slice::perSecond,
                goal,
                slices,
                greedy,
                other)
            .noting(
                "the good caller's answers by status %s; %s"
                    .formatted(statuses(slices.get(greedy)), Figures.shares(slices.get(greedy)))),
        row(figure + "p50", "ms", Contender.Slice::p50Millis, Row.Goal.NONE, slices, greedy, other),
        row(
            figure + "p99",
            "ms",
            Contender.Slice::p99Millis,
            Row.Goal.NONE,
            slices,
            greedy,
            other));
  }

  private static Row row(
      String figure,
      String unit,
      ToDoubleFunction<Contender.Slice> value,
      Row.Goal goal,
      Map<Contender, List<Contender.Slice>> slices,
      Contender greedy,
      Contender other) {
    return Row.ratio(
        "neighbours",
        figure,
        unit,
        "beside " + other.name(),
        Figures.all(slices.get(other), value),
        Figures.all(slices.get(greedy), value),
        goal);
  }

  static Map<Integer, Long> statuses(List<Contender.Slice> slices) {
    var statuses = new TreeMap<Integer, Long>();
    for (var slice : slices) {
      slice
          .outcome()
          .statuses()
          .forEach((status, count) -> statuses.merge(status, count, Long::sum));
    }
    return statuses;
  }
}
