package io.vouchsafe.signing;

import io.vouchsafe.base.Jitter;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Asks each Vault that is taken to be away, every second, whether it signs again, so that nobody's
 * deadline is spent on that. One virtual thread.
 */
public final class CircuitProbe implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CircuitProbe.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final double JITTER = 0.1;

  private final SigningRegions regions;
  private final Function<Region, Stream<SigningChoice.Ready>> keys;
  private final Map<Region, Integer> turns = new HashMap<>();
  private final Thread thread;

  /**
   * @param keys those of a region that may sign now; each round asks another one, since Vault may
   *     refuse one key alone
   */
  public CircuitProbe(SigningRegions regions, Function<Region, Stream<SigningChoice.Ready>> keys) {
    this.regions = Objects.requireNonNull(regions, "regions");
    this.keys = Objects.requireNonNull(keys, "keys");
    this.thread = Thread.ofVirtual().name("circuit-probe").unstarted(this::run);
  }

  /** Begins to ask; returns at once. May be called once. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(Jitter.around(PAUSE, JITTER));
        round();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks every Vault that is taken to be away, where there is more than one. */
  void round() {
    List<SigningRegion> all = regions.all();
    for (SigningRegion region : all) {
      if (all.size() > 1 && region.circuit().isOpen()) {
        probe(region);
      }
    }
  }

  private void probe(SigningRegion region) {
    try {
      if (next(region.region()).filter(region.probe()::signs).isPresent()) {
        region.circuit().worked();
      }
    } catch (RuntimeException e) {
      LOG.errorf(
          e, "probing region %s: unexpected failure (this is a bug); it is tried again", region);
    }
  }

  private Optional<SigningChoice.Ready> next(Region region) {
    int turn = turns.merge(region, 1, Integer::sum) - 1;
    Optional<SigningChoice.Ready> key = keys.apply(region).skip(turn).findFirst();
    if (key.isEmpty() && turn > 0) {
      turns.remove(region);
      return next(region);
    }
    return key;
  }

  /** Ends it; does not wait for a probe that is under way. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
