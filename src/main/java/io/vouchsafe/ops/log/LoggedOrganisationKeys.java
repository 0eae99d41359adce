package io.vouchsafe.ops.log;

import io.vouchsafe.base.Outage;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.ops.ForwardedKeyEvents;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The life of an organisation's keys as lines in the log, without those that a reading brings: a
 * stranger who asks for many organisations writes none. Of keys that are gone nothing fails.
 */
public final class LoggedOrganisationKeys extends ForwardedKeyEvents {
  private final LoggedKeyEvents next;
  private final Outage vault;
  private final boolean listed;
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private volatile boolean gone;

  private LoggedOrganisationKeys(LoggedKeyEvents next, Outage vault, boolean listed) {
    super(next);
    this.next = next;
    this.vault = Objects.requireNonNull(vault, "vault");
    this.listed = listed;
  }

  /**
   * Of the keys that home has: that one is missing is said by the next list, as an organisation
   * that is gone.
   *
   * @param vault what readings that fail are part of
   */
  public static LoggedOrganisationKeys ofHome(LoggedKeyEvents next, Outage vault) {
    return new LoggedOrganisationKeys(next, vault, true);
  }

  /** Of the keys that another region has, as {@link #ofHome}; one that is missing is a failure. */
  public static LoggedOrganisationKeys ofOther(LoggedKeyEvents next, Outage vault) {
    return new LoggedOrganisationKeys(next, vault, false);
  }

  @Override
  public void readingFailed(KeyFault fault) {
    if (listed && fault.cause() == KeyFault.Cause.MISSING) {
      next.gone(fault.keyName());
      return;
    }
    failed.add(fault.keyName());
    next.readingFailed(fault);
    settle();
  }

  @Override
  public void signsNothing(SigningKey key, SigningChoice.Unavailable why) {
    failed.add(key.name());
    next.signsNothing(key, why);
    settle();
  }

  @Override
  public void read(SigningKey key) {
    vault.worked(LoggedKeyEvents.reading(key.name()));
  }

  @Override
  public void listed(boolean there) {
    gone = !there;
    settle();
  }

  /** A reading that was under way may fail after the list that says that the keys are gone. */
  private void settle() {
    if (gone) {
      failed.forEach(next::gone);
    }
  }
}
