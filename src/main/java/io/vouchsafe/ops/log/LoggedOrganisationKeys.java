package io.vouchsafe.ops.log;

import io.vouchsafe.base.Outage;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.ops.ForwardedKeyEvents;
import java.util.Objects;

/**
 * The life of an organisation's keys as lines in the log, without those that a reading brings: a
 * stranger who asks for many organisations writes none.
 */
public final class LoggedOrganisationKeys extends ForwardedKeyEvents {
  private final Outage vault;

  /**
   * @param vault what readings that fail are part of
   */
  public LoggedOrganisationKeys(LoggedKeyEvents next, Outage vault) {
    super(next);
    this.vault = Objects.requireNonNull(vault, "vault");
  }

  @Override
  public void read(SigningKey key) {
    vault.worked(LoggedKeyEvents.reading(key.name()));
  }
}
