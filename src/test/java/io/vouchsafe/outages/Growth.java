package io.vouchsafe.outages;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Whether a figure that was read every minute grows, once the process is warm.
 *
 * @param name of the figure
 * @param unit of what is printed
 * @param figure of a reading, in that unit
 * @param part the growth in an hour, as a part of the mean, up to which it is flat
 * @param least the growth in an hour up to which it is flat whatever the mean
 */
record Growth(
    String name, String unit, ToDoubleFunction<Reading> figure, double part, double least) {
  private static final double MEGABYTE = 1024.0 * 1024;

  /** What must be flat. */
  static final List<Growth> ALL =
      List.of(
          new Growth("RSS", "MB", it -> it.resident() / MEGABYTE, 0.1, 4),
          new Growth("living heap", "MB", it -> it.heap() / MEGABYTE, 0.1, 4),
          new Growth("threads", "", Reading::threads, 0.1, 3),
          new Growth("descriptors", "", Reading::descriptors, 0.1, 5),
          new Growth("waiting tokens", "", Reading::waiting, 0.1, 5),
          new Growth("revocations", "", Reading::revoked, 0.1, 5));

  /**
   * In an hour: the median of the slopes between any two minutes (Theil and Sen), to which some
   * minutes in which the machine was busy and the heap therefore larger do not matter.
   */
  double anHour(List<Reading> minutes) {
    double[] slopes =
        IntStream.range(0, minutes.size())
            .boxed()
            .flatMapToDouble(
                from ->
                    IntStream.range(from + 1, minutes.size())
                        .mapToDouble(to -> slope(minutes, from, to)))
            .sorted()
            .toArray();
    return 60 * (slopes[slopes.length / 2] + slopes[(slopes.length - 1) / 2]) / 2;
  }

  private double slope(List<Reading> minutes, int from, int to) {
    double growth = figure.applyAsDouble(minutes.get(to)) - figure.applyAsDouble(minutes.get(from));
    return growth / (to - from);
  }

  private double mean(List<Reading> minutes) {
    return minutes.stream().mapToDouble(figure).average().orElseThrow();
  }

  /** Whether it does not grow: a fall is flat too. */
  boolean flat(List<Reading> minutes) {
    return anHour(minutes) <= Math.max(least, part * mean(minutes));
  }

  /** The growth in words. */
  String words(List<Reading> minutes) {
    return String.format(
        Locale.ROOT,
        "  %-16s %8.1f %-2s on average, %+7.2f in an hour: %s%n",
        name,
        mean(minutes),
        unit,
        anHour(minutes),
        flat(minutes) ? "flat" : "IT GROWS");
  }
}
