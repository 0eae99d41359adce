package io.vouchsafe.ops.health;

import io.vouchsafe.audit.OutageAudit;
import io.vouchsafe.base.Jitter;
import io.vouchsafe.base.Outage;
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

  private final SigningState state;
  private final SigningAttempts attempts;
  private final Function<SigningChoice.Ready, Optional<SigningFault>> probe;
  private final Outage vault;
  private final Thread thread;

  /**
   * @param probe why the key does not sign now, if it does not
   * @param vault what probes that fail are part of
   */
  public SigningWatch(
      SigningState state,
      SigningAttempts attempts,
      Function<SigningChoice.Ready, Optional<SigningFault>> probe,
      Outage vault) {
    this.state = Objects.requireNonNull(state, "state");
    this.attempts = Objects.requireNonNull(attempts, "attempts");
    this.probe = Objects.requireNonNull(probe, "probe");
    this.vault = Objects.requireNonNull(vault, "vault");
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
        everyKeyFailed(due.subList(i, due.size()), fault.get());
        return;
      }
      String name = key.key().name();
      fault.ifPresentOrElse(it -> failed(name, it), () -> worked(name));
    }
  }

  private void everyKeyFailed(List<SigningChoice.Ready> keys, SigningFault fault) {
    vault.failedWhenNeeded(EVERY_KEY, fault.words(), 0);
    keys.forEach(each -> attempts.failed(each.key().name(), fault));
  }

  private void failed(String keyName, SigningFault fault) {
    vault.failedWhenNeeded(OutageAudit.part(keyName), fault.words(), 0);
    attempts.failed(keyName, fault);
  }

  private void worked(String keyName) {
    vault.worked(EVERY_KEY);
    vault.worked(OutageAudit.part(keyName));
    attempts.worked(keyName);
  }

  /** Ends the watch; does not wait for a probe that is under way. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
