package io.vouchsafe.issuer;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.RegionRevocations;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is read of one organisation beside home's keys: the keys of other regions, and the lists of
 * revoked grants of all. None of them waits for another, and a region that says nothing takes no
 * other one's room.
 */
final class BesideReadings {
  /**
   * One of them.
   *
   * @param leftOut is told that there was no room for it
   */
  private record Part(Region region, Runnable reading, Runnable leftOut) {
    static Part of(RegionKeys keys) {
      return new Part(keys.region(), keys::refresh, keys::leftOut);
    }

    static Part of(RegionRevocations list) {
      return new Part(list.region(), list::refresh, () -> {});
    }

    void read(Semaphore room) {
      if (!room.tryAcquire()) {
        leftOut.run();
        return;
      }
      try {
        reading.run();
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
                part.read(room);
              } finally {
                underWay.remove(part);
              }
            });
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
