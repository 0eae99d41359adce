package io.vouchsafe.issuer;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Jitter;
import io.vouchsafe.caller.RegionRevocations;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What is read of organisations beside home's keys: the keys of other regions, and the lists of
 * revoked grants of all. None of them waits for another, and a region that says nothing takes no
 * other one's room. One for all organisations, of which it remembers nothing. Safe for many
 * threads.
 */
final class BesideReadings {
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final double JITTER = 0.1;

  /** How often a list is tried that was never read, before the next reading is due. */
  private static final int MOST_ATTEMPTS = 3;

  /**
   * One of them.
   *
   * @param of the keys or the list
   * @param reading says whether it was good
   * @param leftOut is told that there was no room for it
   * @param known whether it need not be tried again before the next reading is due
   */
  private record Part(
      Object of, Region region, BooleanSupplier reading, Runnable leftOut, BooleanSupplier known) {
    static Part of(RegionKeys keys) {
      return new Part(keys, keys.region(), keys::refresh, keys::leftOut, () -> true);
    }

    static Part of(RegionRevocations list) {
      return new Part(list, list.region(), list::refresh, () -> {}, list::wasRead);
    }

    boolean read(Semaphore room) {
      if (!room.tryAcquire()) {
        leftOut.run();
        return false;
      }
      try {
        return reading.getAsBoolean();
      } finally {
        room.release();
      }
    }
  }

  private final int most;
  private final Duration patience;
  private final Map<Region, Semaphore> rooms = new ConcurrentHashMap<>();
  private final Set<Object> underWay = ConcurrentHashMap.newKeySet();

  /**
   * @param most that are read of each region at a time; beyond that they are left out
   * @param patience how long {@link #await} waits
   */
  BesideReadings(int most, Duration patience) {
    this.most = most;
    this.patience = Objects.requireNonNull(patience, "patience");
  }

  /** Begins to read each of this organisation that is not being read still, on virtual threads. */
  List<Thread> begin(String organisation, Issuer issuer) {
    return Stream.concat(
            issuer.keys().others().stream().map(Part::of),
            issuer.grants().revocations().stream()
                .flatMap(all -> all.regions().stream())
                .map(Part::of))
        .filter(part -> underWay.add(part.of()))
        .map(part -> start(organisation, part))
        .toList();
  }

  private Thread start(String organisation, Part part) {
    return Thread.ofVirtual()
        .name("organisation-beside-" + organisation)
        .start(
            () -> {
              try {
                read(part);
              } finally {
                underWay.remove(part.of());
              }
            });
  }

  private void read(Part part) {
    Semaphore room = rooms.computeIfAbsent(part.region(), it -> new Semaphore(most));
    Duration pause = FIRST_RETRY;
    for (int attempt = 1; !part.read(room) && !part.known().getAsBoolean(); attempt++) {
      if (attempt == MOST_ATTEMPTS) {
        return;
      }
      Jitter.pause(pause, JITTER, 1);
      pause = pause.multipliedBy(2);
    }
  }

  /** Waits for them, but not for ever. */
  void await(List<Thread> threads) {
    Deadline deadline = Deadline.in(patience);
    for (Thread thread : threads) {
      try {
        thread.join(deadline.remaining());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
