package io.vouchsafe.ops.log;

import io.vouchsafe.base.Outage;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyTurn;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SigningKey;
import java.time.Instant;
import java.util.Objects;

/**
 * The life of an organisation's keys as lines in the log, without those that a reading brings: a
 * stranger who asks for many organisations writes none.
 */
public final class LoggedOrganisationKeys implements KeyEvents {
  private final KeyEvents next;
  private final Outage vault;

  /**
   * @param vault what readings that fail are part of
   */
  public LoggedOrganisationKeys(LoggedKeyEvents next, Outage vault) {
    this.next = Objects.requireNonNull(next, "next");
    this.vault = Objects.requireNonNull(vault, "vault");
  }

  @Override
  public void readingFailed(KeyFault fault) {
    next.readingFailed(fault);
  }

  @Override
  public void read(SigningKey key) {
    vault.worked("reading " + key.name());
  }

  @Override
  public void waits(SigningKey key, Instant until) {
    next.waits(key, until);
  }

  @Override
  public void signsNothing(SigningKey key, SigningChoice.Unavailable why) {
    next.signsNothing(key, why);
  }

  @Override
  public void maySign(SigningKey key) {
    next.maySign(key);
  }

  @Override
  public void replaced(SigningKey before, SigningKey after) {
    next.replaced(before, after);
  }

  @Override
  public void recoverable(SigningKey key) {
    next.recoverable(key);
  }

  @Override
  public void turned(KeyTurn turn, SigningKey key, KeyVersion version) {
    next.turned(turn, key, version);
  }
}
