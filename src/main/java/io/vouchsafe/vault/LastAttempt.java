package io.vouchsafe.vault;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.Trouble;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether something that is tried again and again worked the last time. Once it belongs to an
 * {@link Outage}, that tells of it.
 */
public final class LastAttempt {
  private final String what;
  private final Trouble<String> trouble;
  private volatile VaultFailure.Kind kind = VaultFailure.Kind.REFUSED;
  private volatile Outage outage;
  private volatile Function<VaultFailure.Kind, String> remedy;

  /**
   * @param what is tried, as a log line names it
   */
  public LastAttempt(String what, InstantSource clock) {
    this.what = Objects.requireNonNull(what, "what");
    this.trouble = new Trouble<>(clock);
  }

  /** From now on its failures are part of {@code outage}. */
  public void belongsTo(Outage outage) {
    this.outage = Objects.requireNonNull(outage, "outage");
  }

  /**
   * From now on its failures are part of {@code outage}.
   *
   * @param remedy what mends a failed call to Vault
   */
  public void belongsTo(Outage outage, Function<VaultFailure.Kind, String> remedy) {
    this.remedy = Objects.requireNonNull(remedy, "remedy");
    belongsTo(outage);
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
    trouble.worked();
    if (outage != null) {
      outage.worked(what);
    }
  }

  /** Reports a failure of a call to Vault. */
  public void failed(VaultFailure failure) {
    kind = failure.kind();
    String reason = failure.getMessage();
    failed(reason, remedy == null ? reason : reason + "; " + remedy.apply(kind));
  }

  public void failed(String reason) {
    failed(reason, reason);
  }

  private void failed(String reason, String words) {
    trouble.failed(reason);
    if (outage != null) {
      outage.failedWhenNeeded(what, words, 0);
    }
  }
}
