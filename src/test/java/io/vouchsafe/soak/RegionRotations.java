package io.vouchsafe.soak;

import io.vouchsafe.testing.Census;
import io.vouchsafe.testing.RegionFleet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** An admin in each region who rotates one key after the other, beside the service's rotators. */
final class RegionRotations implements AutoCloseable {
  private static final long PAUSE = 900;

  private final Map<String, Census> living = new TreeMap<>();
  private final List<Census> all;
  private final List<String> keys;
  private final Random random;
  private final AtomicReference<RuntimeException> bug = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean over;

  RegionRotations(RegionFleet regions, List<String> names, Random random) {
    this.keys = regions.fleet().keys();
    this.random = random;
    names.forEach(region -> living.put(region, new Census(regions.vault(region), keys)));
    this.all = List.copyOf(living.values());
    this.thread = Thread.ofVirtual().name("rotations").start(this::rotateOn);
  }

  private void rotateOn() {
    try {
      while (!over) {
        rotate();
        Thread.sleep(PAUSE);
      }
    } catch (RuntimeException e) {
      bug.set(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void rotate() {
    for (Census census : living.values()) {
      census.rotateByHand(keys.get(random.nextInt(keys.size())));
      census.look();
    }
  }

  /** From now on nobody asks the Vault of a region. */
  synchronized void leave(String region) {
    living.remove(region);
  }

  /** Versions that came in any region since the beginning. */
  int count() {
    return all.stream().mapToInt(Census::rotations).sum();
  }

  int byHand() {
    return all.stream().mapToInt(Census::byHand).sum();
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (bug.get() != null) {
      throw bug.get();
    }
  }
}
