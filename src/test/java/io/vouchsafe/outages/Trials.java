package io.vouchsafe.outages;

import io.vouchsafe.testing.Flags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs the outages that are named, or all; started by dev/outages. */
public final class Trials {
  private static final int SECONDS = 5;
  private static final int MOST_SECONDS = 600;
  private static final Map<String, Trial> ALL = new LinkedHashMap<>();

  static {
    ALL.put("cluster", new ClusterTrial(true));
    ALL.put("cluster-address", new ClusterTrial(false));
    ALL.put("away", new VaultAway(VaultAway.AN_HOUR));
    ALL.put("errors", new VaultErrs(100));
    ALL.put("slow", new VaultSlow());
    ALL.put("disk", new DiskFull());
    ALL.put("descriptors", new NoDescriptors());
    ALL.put("clock", new ClockStepped(10, -10, 600, -600));
    ALL.put("memory", new MemoryLimit());
    ALL.put("memory-vault", new VaultMemory());
    ALL.put("dns", new DnsGone(false));
    ALL.put("certificate", new CertificateExpired());
    ALL.put("renewal", new CertificatesRenewed());
    ALL.put("ca-file", new CallersAuthority());
  }

  private Trials() {}

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
        (name, trial) -> {
          if (flags.others().isEmpty() || flags.others().contains(name)) {
            rows.addAll(had(name, trial, lasts));
          }
        });
    System.out.print(Figures.table(rows));
    System.exit(rows.stream().allMatch(Figures::good) ? 0 : 1);
  }

  private static List<Figures> had(String name, Trial trial, Duration lasts) {
    Optional<String> lacking = trial.lacks();
    if (lacking.isPresent()) {
      System.out.printf("%s is left out: this machine lacks %s%n", name, lacking.get());
      return List.of();
    }
    return trial.run(lasts);
  }
}
