package io.vouchsafe.vault;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Whether something that is tried again and again worked the last time. It logs only when that
 * changes, or its reason does, so that an outage under load does not flood the log.
 */
public final class LastAttempt {
  private static final Logger LOG = Logger.getLogger(LastAttempt.class);

  /**
   * The last attempt failed.
   *
   * @param since when the first of this unbroken row of failures was
   * @param reason why the last one failed, without a secret and without Vault's own text
   */
  public record Trouble(Instant since, String reason) {}

  private final String what;
  private final InstantSource clock;
  private final AtomicReference<Optional<Trouble>> state = new AtomicReference<>(Optional.empty());

  public LastAttempt(String what, InstantSource clock) {
    this.what = Objects.requireNonNull(what, "what");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** What is wrong; empty if the last attempt worked or there was none. */
  public Optional<Trouble> trouble() {
    return state.get();
  }

  public void worked() {
    if (state.get().isPresent() && state.getAndSet(Optional.empty()).isPresent()) {
      LOG.infof("%s works again", what);
    }
  }

  public void failed(String reason) {
    Optional<Trouble> before =
        state.getAndUpdate(
            old ->
                Optional.of(
                    new Trouble(old.map(Trouble::since).orElseGet(clock::instant), reason)));
    if (before.map(old -> !old.reason().equals(reason)).orElse(true)) {
      LOG.warnf("%s failed: %s", what, reason);
    }
  }
}
