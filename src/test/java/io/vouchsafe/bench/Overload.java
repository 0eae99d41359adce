package io.vouchsafe.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Twice the load that the service can bear, sent whether it answers or not: of ES256, where HTTP is
 * most of the work, and of RS256, where Vault is.
 */
final class Overload {
  private static final int[] CALLERS = {16, 32, 64, 128, 256};
  private static final int WARM_CALLERS = 64;
  private static final int CONNECTIONS = 4_096;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration AT_LEAST = Duration.ofSeconds(5);

  private Overload() {}

  static List<Row> measure(Workshop workshop, Bed bed) {
    return Stream.of(Service.ES256, Service.RS256)
        .flatMap(audience -> measure(workshop, bed, audience).stream())
        .toList();
  }

  private static List<Row> measure(Workshop workshop, Bed bed, String audience) {
    var slice = workshop.slice().compareTo(AT_LEAST) < 0 ? AT_LEAST : workshop.slice();
    var service = bed.tokens("service", bed.service(), audience, WARM_CALLERS);
    bed.warmUp(service);
    var peak = peak(service, workshop.slice());
    var pressed = service.with(CONNECTIONS);
    pressed.press(WARM_UP, 2 * peak.measure(workshop.slice()).perSecond());
    var peaks = new ArrayList<Double>();
    var accepted = new ArrayList<Contender.Slice>();
    for (int round = 0; round < workshop.rounds(); round++) {
      double best = peak.measure(workshop.slice()).perSecond();
      peaks.add(best);
      accepted.add(pressed.press(slice, 2 * best));
      workshop.emptyLogs();
    }
    double deadline = Service.DEADLINE.toMillis();
    var algorithm = audience.equals(Service.ES256) ? "ES256" : "RS256";
    return List.of(
        Row.ratio(
                "overload",
                "overload 2x: accepted %s tokens/s".formatted(algorithm),
                "tokens/s",
                "the peak in the closed model, %d callers".formatted(peak.connections()),
                doubles(peaks),
                accepted.stream().mapToDouble(Contender.Slice::perSecond).toArray(),
                Row.Goal.atLeast(0.9, 0.9))
            .noting(told(accepted) + "; " + Figures.shares(accepted)),
        Row.ratio(
            "overload",
            "overload 2x: p99 of the %s tokens accepted".formatted(algorithm),
            "ms",
            "the deadline",
            peaks.stream().mapToDouble(_ -> deadline).toArray(),
            accepted.stream().mapToDouble(Contender.Slice::p99Millis).toArray(),
            Row.Goal.atMost(1, 1)));
  }

  private static Contender peak(Contender service, Duration slice) {
    Contender best = service;
    double most = 0;
    for (int callers : CALLERS) {
      double perSecond = service.with(callers).measure(slice).perSecond();
      if (perSecond > most) {
        most = perSecond;
        best = service.with(callers);
      }
    }
    return best;
  }

  /** What the answers were; nothing but tokens and refusals may be among them. */
  private static String told(List<Contender.Slice> slices) {
    var statuses = new TreeMap<Integer, Long>();
    long bare = 0;
    long neverSent = 0;
    for (var slice : slices) {
      slice
          .outcome()
          .statuses()
          .forEach((status, count) -> statuses.merge(status, count, Long::sum));
      bare += slice.outcome().withoutRetryAfter();
      neverSent += slice.outcome().neverSent();
    }
    if (!List.of(200, 429, 503).containsAll(statuses.keySet())) {
      throw new IllegalStateException("answers that are no refusals: " + statuses);
    }
    return "answers by status %s, %d refusals without Retry-After, %d requests found no connection; refusals: p50 %s ms, p99 %s ms, such as %s"
        .formatted(
            statuses,
            bare,
            neverSent,
            Row.shown(median(slices, 0.5)),
            Row.shown(median(slices, 0.99)),
            Load.Outcome.reasons(slices.stream().map(Contender.Slice::outcome)));
  }

  private static double median(List<Contender.Slice> slices, double share) {
    return Row.Spread.of(
            slices.stream().mapToDouble(slice -> slice.outcome().refusal().millis(share)).toArray())
        .median();
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
