package io.vouchsafe.ops.log;

import io.vouchsafe.base.Outage;
import io.vouchsafe.caller.RevocationEvents;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.key.Region;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** What becomes of the list of one issuer's revoked grants, as lines in the log. */
public final class LoggedRevocations implements RevocationEvents {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.callers");

  private final String issuer;
  private final Outage vault;
  private final AtomicInteger unknown = new AtomicInteger();

  private LoggedRevocations(String issuer, Outage vault) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.vault = Objects.requireNonNull(vault, "vault");
  }

  /**
   * Of the list that home has.
   *
   * @param vault what acts that fail are part of
   */
  public static LoggedRevocations ofHome(String issuer, Outage vault) {
    return new LoggedRevocations(issuer, vault);
  }

  /** Of the list that another region has, as {@link #ofHome}. */
  public static LoggedRevocations of(String issuer, Region region, Outage vault) {
    return new LoggedRevocations("%s in region %s".formatted(issuer, region), vault);
  }

  @Override
  public void worked(Act act) {
    vault.worked(part(act));
  }

  @Override
  public void failed(Act act, RevocationStore.Fault fault) {
    String reason = "%s; %s".formatted(fault.getMessage(), fault.remedy());
    switch (act) {
      case LIST -> vault.failed(part(act), reason);
      case ADD -> vault.failedWhenNeeded(part(act), reason, 0);
    }
  }

  private String part(Act act) {
    return switch (act) {
      case LIST -> "listing the revoked grants of issuer " + issuer;
      case ADD -> "revoking grants of issuer " + issuer;
    };
  }

  @Override
  public void read(int names) {
    if (unknown.getAndSet(names) != names && names > 0) {
      LOG.warnf(
          "issuer %s: %d names in the list of revoked grants are none that this version makes; they"
              + " revoke nothing here, so look who may write there",
          issuer, names);
    }
  }

  @Override
  public void lost(int entries) {
    LOG.warnf(
        "issuer %s: %d revocations that had not expired are gone from the list of revoked grants,"
            + " so these grants may be good again: let brokers repeat them, as docs/runbooks.md"
            + " says under \"Revocations are gone\", and look who may write there",
        issuer, entries);
  }
}
