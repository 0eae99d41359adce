package io.vouchsafe.issuer;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Jitter;
import io.vouchsafe.caller.RegionRevocations;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is read of one organisation beside home's keys: the keys of other regions, and the lists of
 * revoked grants of all. None of them waits for another, and a region that says nothing takes no
 * other one's room.
 */
final class BesideReadings {
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final double JITTER = 0.1;

  /** How often a list is tried that was never read, before the next reading is due. */
  private static final int MOST_ATTEMPTS = 3;

  /**
   * One of them.
   *
   * @param reading says whether it was good
   * @param leftOut is told that there was no room for it
   * @param known whether it need not be tried again before the next reading is due
   */
  private record Part(
      Region region, BooleanSupplier reading, Runnable leftOut, BooleanSupplier known) {
    static Part of(RegionKeys keys) {
      return new Part(keys.region(), keys::refresh, keys::leftOut, () -> true);
    }

    static Part of(RegionRevocations list) {
      return new Part(list.region(), list::refresh, () -> {}, list::wasRead);
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

  private final String name;
  private final List<Part> parts;
  private final Set<Part> underWay = ConcurrentHashMap.newKeySet();

  /**
   * @param name of the organisation
   */
  BesideReadings(String name, Issuer issuer) {
    this.name = name;
    this.parts =
        Stream.concat(
                issuer.keys().others().stream().map(Part::of),
                issuer.grants().revocations().stream()
                    .flatMap(all -> all.regions().stream())
                    .map(Part::of))
            .toList();
  }

  /**
   * Begins to read each of them that is not being read still, on a virtual thread.
   *
   * @param rooms how much of each region may be read beside home's keys, of all organisations;
   *     beyond that it is left out
   */
  List<Thread> begin(Function<Region, Semaphore> rooms) {
    return parts.stream()
        .filter(underWay::add)
        .map(part -> start(part, rooms.apply(part.region())))
        .toList();
  }

  private Thread start(Part part, Semaphore room) {
    return Thread.ofVirtual()
        .name("organisation-beside-" + name)
        .start(
            () -> {
              try {
                read(part, room);
              } finally {
                underWay.remove(part);
              }
            });
  }

  private static void read(Part part, Semaphore room) {
    Duration pause = FIRST_RETRY;
    for (int attempt = 1; !part.read(room) && !part.known().getAsBoolean(); attempt++) {
      if (attempt == MOST_ATTEMPTS) {
        return;
      }
      Jitter.pause(pause, JITTER, 1);
      pause = pause.multipliedBy(2);
    }
  }

  /** Waits for them, but for {@code atMost}. */
  static void await(List<Thread> threads, Duration atMost) {
    Deadline deadline = Deadline.in(atMost);
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
