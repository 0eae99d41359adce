package io.vouchsafe.outages;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.Census;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One instance for an hour, with keys that rotate every fifteen seconds: workloads fetch tokens,
 * brokers renew their grants, and revoke them in the first quarter, since a list of revoked grants
 * keeps an entry for a day; strangers ask for what is not there, and entries that have expired come
 * every minute. A line for each minute says what the process holds; it must not grow once it is
 * warm. Started by dev/outages.
 */
public final class Soak {
  private static final int MINUTES = 60;
  private static final int MOST_MINUTES = 24 * 60;
  private static final int LEAST_MINUTES = 4;
  private static final int CALLERS = 8;
  private static final int MOST_CALLERS = 256;
  private static final int REMEMBERED = 10_000;
  private static final int LOOKS_A_MINUTE = 6;
  private static final Duration BETWEEN_TOKENS = Duration.ofMillis(200);
  private static final Duration LEEWAY = Duration.ofSeconds(1);
  private static final double MEGABYTE = 1024.0 * 1024;

  private final Fleet.Instance instance;
  private final Traffic traffic;
  private final Census census;
  private final ExpiredEntries expired;
  private final List<Reading> minutes = new ArrayList<>();
  private int strangers;

  private Soak(Fleet.Instance instance, Traffic traffic, Census census, ExpiredEntries expired) {
    this.instance = instance;
    this.traffic = traffic;
    this.census = census;
    this.expired = expired;
  }

  public static void main(String[] arguments) {
    Flags flags = new Flags("outages soak", arguments, Set.of("--minutes", "--callers"), Set.of());
    int minutes = flags.number("--minutes", "time", MINUTES, MOST_MINUTES);
    int callers = flags.number("--callers", "number", CALLERS, MOST_CALLERS);
    flags.refuseOthers();
    if (minutes < LEAST_MINUTES) {
      throw flags.misused("--minutes is %d at least, to tell growth".formatted(LEAST_MINUTES));
    }
    boolean good;
    try (Fleet fleet =
        new Fleet("default", "second")
            .compressed()
            .revoking()
            .with("vouchsafe.rotation.every", "2s", "vouchsafe.rotation.jitter", "1s")) {
      Fleet.Instance instance = fleet.rotating("soak");
      instance.start();
      instance.awaitGood();
      fill(fleet, instance);
      Census census = new Census(fleet.stage().bao(), fleet.keys());
      Traffic traffic =
          new Traffic(
              fleet, Collections.nCopies(callers, instance), LEEWAY, BETWEEN_TOKENS, new Random());
      try (traffic) {
        Soak soak =
            new Soak(
                instance,
                traffic,
                census,
                new ExpiredEntries(fleet.stage().bao().root(), List.of("vouchsafe", "second")));
        soak.run(fleet, minutes);
        good = soak.report();
      }
      traffic.failures().forEach(System.out::println);
      good &= traffic.failures().isEmpty();
    }
    System.exit(good ? 0 : 1);
  }

  /**
   * The instance remembers the grants that it checked last; it has as many before it is watched.
   */
  private static void fill(Fleet fleet, Fleet.Instance instance) {
    Client client = instance.client("default");
    AtomicInteger checked = new AtomicInteger();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(
            () -> {
              while (checked.get() < REMEMBERED) {
                Http.Answer grant = fleet.grantAt(client, "default");
                if (grant.status() == 201
                    && client.idToken(grant.text("grant"), Fleet.ES256).status() == 200) {
                  checked.incrementAndGet();
                }
              }
            });
      }
    }
  }

  private void run(Fleet fleet, int forMinutes) {
    System.out.printf(
        "soak: %s for %d minutes%n%6s %8s %10s %8s %12s %8s %8s %9s %10s %9s%n",
        Artifact.current().binary() ? "native program" : "jar",
        forMinutes,
        "minute",
        "RSS MB",
        "heap MB",
        "threads",
        "descriptors",
        "waiting",
        "revoked",
        "tokens",
        "rotations",
        "503");
    for (int minute = 1; minute <= forMinutes; minute++) {
      Instant end = Instant.now().plus(Duration.ofMinutes(1));
      int issued = traffic.issued.get();
      expired.add(Instant.now());
      if (minute > cold(forMinutes)) {
        traffic.revokeNoMore();
      }
      Reading most = look();
      for (int i = 1; i < LOOKS_A_MINUTE; i++) {
        Processes.pause(Duration.ofMinutes(1).dividedBy(LOOKS_A_MINUTE));
        most = most.with(look(), Math::max);
      }
      Duration left = Duration.between(Instant.now(), end);
      Processes.pause(left.isPositive() ? left : Duration.ZERO);
      minutes.add(most);
      fleet.stage().vault().forget();
      census.look();
      line(minute, most, traffic.issued.get() - issued);
    }
  }

  /** What it holds; a stranger comes too, with a path of its own. */
  private Reading look() {
    Http.get(instance.client("default").issuer() + "/nothing/" + ++strangers);
    return Reading.of(instance.process(), instance.managementUrl());
  }

  private void line(int minute, Reading reading, int tokens) {
    System.out.printf(
        Locale.ROOT,
        "%6d %8.1f %10.1f %8.0f %12.0f %8.0f %8.0f %9d %10d %9d%n",
        minute,
        reading.resident() / MEGABYTE,
        reading.heap() / MEGABYTE,
        reading.threads(),
        reading.descriptors(),
        reading.waiting(),
        reading.revoked(),
        tokens,
        census.rotations(),
        traffic.unavailable.get());
  }

  /** The first quarter is for getting warm. */
  private static int cold(int minutes) {
    return minutes / 4;
  }

  /** Whether nothing grew. */
  private boolean report() {
    List<Reading> warm = minutes.subList(cold(minutes.size()), minutes.size());
    System.out.printf(
        "%d tokens and %d grants, %d revoked, %d rotations; %d tokens verified to their very end, failed %d;"
            + " from minute %d on:%n",
        traffic.issued.get(),
        traffic.grants.get(),
        traffic.revoked.get() + traffic.revokedJobs.get(),
        census.rotations(),
        traffic.verifiedToTheEnd.get(),
        traffic.failed.get(),
        cold(minutes.size()) + 1);
    Growth.ALL.forEach(it -> System.out.print(it.words(warm)));
    return Growth.ALL.stream().allMatch(it -> it.flat(warm));
  }
}
