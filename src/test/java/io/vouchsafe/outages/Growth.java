package io.vouchsafe.outages;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

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

  /** Of the line that fits best, in an hour. */
  double anHour(List<Reading> minutes) {
    double middle = (minutes.size() - 1) / 2.0;
    double mean = mean(minutes);
    double above = 0;
    double below = 0;
    for (int i = 0; i < minutes.size(); i++) {
      above += (i - middle) * (figure.applyAsDouble(minutes.get(i)) - mean);
      below += (i - middle) * (i - middle);
    }
    return 60 * above / below;
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
