package io.vouchsafe.vault;

import io.vouchsafe.base.Trouble;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Whether something that is tried again and again worked the last time. It logs only when that
 * changes, or its reason does, so that an outage under load does not flood the log.
 */
public final class LastAttempt {
  private static final Logger LOG = Logger.getLogger(LastAttempt.class);

  private final String what;
  private final Trouble<String> trouble;
  private volatile VaultFailure.Kind kind = VaultFailure.Kind.REFUSED;

  /**
   * @param what is tried, as the subject of a log line
   */
  public LastAttempt(String what, InstantSource clock) {
    this.what = Objects.requireNonNull(what, "what");
    this.trouble = new Trouble<>(clock);
  }

  /**
   * The failures since the last success; empty if there were none. Their reason holds no secret and
   * none of Vault's own text.
   */
  public Optional<Trouble.Row<String>> trouble() {
    return trouble.current();
  }

  /** Of what kind the last failure was; REFUSED if there was none, or it was none of Vault's. */
  public VaultFailure.Kind kind() {
    return kind;
  }

  public void worked() {
    if (trouble.worked()) {
      LOG.infof("%s works again", what);
    }
  }

  /** Reports a failure of a call to Vault. */
  public void failed(VaultFailure failure) {
    kind = failure.kind();
    failed(failure.getMessage());
  }

  public void failed(String reason) {
    if (trouble.failed(reason)) {
      LOG.warnf("%s failed: %s", what, reason);
    }
  }
}
