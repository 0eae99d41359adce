package io.vouchsafe.ops.health;

import io.vouchsafe.audit.OutageAudit;
import io.vouchsafe.base.Jitter;
import io.vouchsafe.base.Outage;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.token.SigningFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Probes the keys of which no token tells whether they sign: one key after another, on one virtual
 * thread, and none while tokens are issued. A fault that would meet every key is taken to do so,
 * and ends the round. It never probes a key that may not sign.
 *
 * <p>What it sees is part of Vault's {@link Outage}, under the names that tokens have there, so
 * that an outage is one whether tokens or probes meet it first.
 */
public final class SigningWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SigningWatch.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final double JITTER = 0.1;
  private static final String EVERY_KEY = "signing";

  /**
   * A region whose Vault signs.
   *
   * @param probe why a key of it does not sign now, if it does not
   * @param vault what probes that fail are part of
   */
  public record Watched(
      Region region, Function<SigningChoice.Ready, Optional<SigningFault>> probe, Outage vault) {}

  private final SigningState state;
  private final SigningAttempts attempts;
  private final List<Watched> regions;
  private final Thread thread;

  public SigningWatch(SigningState state, SigningAttempts attempts, List<Watched> regions) {
    this.state = Objects.requireNonNull(state, "state");
    this.attempts = Objects.requireNonNull(attempts, "attempts");
    this.regions = List.copyOf(regions);
    this.thread = Thread.ofVirtual().name("signing-watch").unstarted(this::run);
  }

  /** Begins to watch; returns at once. May be called once. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        round();
        Thread.sleep(Jitter.around(pause(), JITTER));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Between two rounds, before jitter. */
  Duration pause() {
    Duration quiet = attempts.quiet();
    return quiet.compareTo(LONGEST_PAUSE) < 0 ? quiet : LONGEST_PAUSE;
  }

  /** Probes every key that is due. */
  void round() {
    for (Watched region : regions) {
      try {
        probe(region, due(region));
      } catch (RuntimeException e) {
        LOG.errorf(
            e,
            "probing the keys of region %s: unexpected failure (this is a bug); it is tried again",
            region.region());
      }
    }
  }

  private List<SigningChoice.Ready> due(Watched region) {
    List<SigningChoice.Ready> due = new ArrayList<>();
    for (SigningState.Row row : state.rows()) {
      if (row.issuer().keys().in(region.region()).signing(row.role())
              instanceof SigningChoice.Ready ready
          && attempts.dueForProbe(region.region(), ready.key().name())) {
        due.add(ready);
      }
    }
    return due;
  }

  private void probe(Watched region, List<SigningChoice.Ready> due) {
    for (int i = 0; i < due.size() && !Thread.currentThread().isInterrupted(); i++) {
      SigningChoice.Ready key = due.get(i);
      Optional<SigningFault> fault = region.probe().apply(key);
      if (fault.isPresent() && fault.get().everywhere()) {
        everyKeyFailed(region, due.subList(i, due.size()), fault.get());
        return;
      }
      String name = key.key().name();
      fault.ifPresentOrElse(it -> failed(region, name, it), () -> worked(region, name));
    }
  }

  private void everyKeyFailed(Watched at, List<SigningChoice.Ready> keys, SigningFault fault) {
    at.vault().failedWhenNeeded(EVERY_KEY, fault.words(), 0);
    keys.forEach(each -> attempts.failed(at.region(), each.key().name(), fault));
  }

  private void failed(Watched at, String keyName, SigningFault fault) {
    at.vault().failedWhenNeeded(OutageAudit.part(keyName), fault.words(), 0);
    attempts.failed(at.region(), keyName, fault);
  }

  private void worked(Watched at, String keyName) {
    at.vault().worked(EVERY_KEY);
    at.vault().worked(OutageAudit.part(keyName));
    attempts.worked(at.region(), keyName);
  }

  /** Ends the watch; does not wait for a probe that is under way. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
