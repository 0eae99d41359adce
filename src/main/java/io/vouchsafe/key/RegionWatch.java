package io.vouchsafe.key;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Tells what follows for one region's keys from the readings of all. Until all regions were read,
 * or one was waited for in vain, nobody knows whether a young key waits or is founding, and nothing
 * is told of that. Safe for many threads.
 */
final class RegionWatch {
  private final Region region;
  private final KeyEvents events;
  private final PhaseWatch phases = new PhaseWatch();
  private final Lock watching = new ReentrantLock();

  RegionWatch(Region region, KeyEvents events) {
    this.region = Objects.requireNonNull(region, "region");
    this.events = Objects.requireNonNull(events, "events");
  }

  /**
   * Looks at the keys as they are known when those who look already are done.
   *
   * @param waitedInVain whether a region was waited for in vain
   */
  void look(Supplier<KeyView> views, InstantSource clock, BooleanSupplier waitedInVain) {
    watching.lock();
    try {
      look(views.get(), clock.instant(), waitedInVain.getAsBoolean());
    } finally {
      watching.unlock();
    }
  }

  private void look(KeyView view, Instant now, boolean waitedInVain) {
    Map<KeyRole, KeyLife> lives = view.lives(region);
    boolean settled = true;
    for (KeyLife life : lives.values()) {
      SigningChoice choice = view.signing(region, life.key().role(), now);
      tellWhatIsRead(life.key(), choice);
      if (choice instanceof SigningChoice.NotBefore until) {
        if (until.known() || waitedInVain) {
          events.waits(life.key(), until);
        } else {
          settled = false;
        }
      }
    }
    if (settled) {
      phases.check(lives, now, events::turned);
    }
  }

  /** What was not read is told as a reading that failed. */
  private void tellWhatIsRead(SigningKey key, SigningChoice choice) {
    if (choice instanceof SigningChoice.Unavailable none && none.why().isOfTheReading()) {
      events.signsNothing(key, none);
    } else {
      events.maySign(key);
    }
  }
}
