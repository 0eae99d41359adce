package io.vouchsafe.outages;

import io.vouchsafe.testing.Flags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Runs the outages that are named, or all; started by dev/outages. */
public final class Outages {
  private static final int SECONDS = 5;
  private static final int MOST_SECONDS = 600;
  private static final Map<String, Function<Duration, List<Figures>>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("cluster", lasts -> cluster(lasts, true));
    ALL.put("cluster-address", lasts -> cluster(lasts, false));
  }

  private Outages() {}

  private static List<Figures> cluster(Duration lasts, boolean spread) {
    try (ClusterBed bed = new ClusterBed(spread)) {
      List<Figures> rows = new ClusterOutages(bed, lasts).run();
      if (!rows.stream().allMatch(Figures::good)) {
        System.out.println(bed.watched().words());
      }
      return rows;
    }
  }

  public static void main(String[] arguments) {
    Flags flags = new Flags("outages", arguments, Set.of("--seconds"), Set.of());
    Duration lasts = Duration.ofSeconds(flags.number("--seconds", "time", SECONDS, MOST_SECONDS));
    for (String name : flags.others()) {
      if (!ALL.containsKey(name)) {
        throw flags.misused(
            "no outage is called '%s'; there are: %s"
                .formatted(name, String.join(" ", ALL.keySet())));
      }
    }
    List<Figures> rows = new ArrayList<>();
    ALL.forEach(
        (name, run) -> {
          if (flags.others().isEmpty() || flags.others().contains(name)) {
            rows.addAll(run.apply(lasts));
          }
        });
    System.out.print(Figures.table(rows));
    System.exit(rows.stream().allMatch(Figures::good) ? 0 : 1);
  }
}
