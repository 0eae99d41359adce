package io.vouchsafe.ops.health;

import io.vouchsafe.base.Jitter;
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
 */
public final class SigningWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SigningWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final double JITTER = 0.1;

  private final SigningState state;
  private final SigningAttempts attempts;
  private final Function<SigningChoice.Ready, Optional<SigningFault>> probe;
  private final Thread thread;

  /**
   * @param probe why the key does not sign now, if it does not
   */
  public SigningWatch(
      SigningState state,
      SigningAttempts attempts,
      Function<SigningChoice.Ready, Optional<SigningFault>> probe) {
    this.state = Objects.requireNonNull(state, "state");
    this.attempts = Objects.requireNonNull(attempts, "attempts");
    this.probe = Objects.requireNonNull(probe, "probe");
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
        Thread.sleep(Jitter.around(PAUSE, JITTER));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Probes every key that is due. */
  void round() {
    try {
      probe(due());
    } catch (RuntimeException e) {
      LOG.error("probing the keys: unexpected failure (this is a bug); it is tried again", e);
    }
  }

  private List<SigningChoice.Ready> due() {
    List<SigningChoice.Ready> due = new ArrayList<>();
    for (SigningState.Row row : state.rows()) {
      if (row.issuer().keys().signing(row.role()) instanceof SigningChoice.Ready ready
          && attempts.dueForProbe(ready.key().name())) {
        due.add(ready);
      }
    }
    return due;
  }

  private void probe(List<SigningChoice.Ready> due) {
    for (int i = 0; i < due.size() && !Thread.currentThread().isInterrupted(); i++) {
      SigningChoice.Ready key = due.get(i);
      Optional<SigningFault> fault = probe.apply(key);
      if (fault.isPresent() && fault.get().everywhere()) {
        due.subList(i, due.size()).forEach(each -> attempts.failed(each.key().name(), fault.get()));
        return;
      }
      fault.ifPresentOrElse(
          it -> attempts.failed(key.key().name(), it), () -> attempts.worked(key.key().name()));
    }
  }

  /** Ends the watch; does not wait for a probe that is under way. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
