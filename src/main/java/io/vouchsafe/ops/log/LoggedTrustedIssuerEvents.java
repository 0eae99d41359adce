package io.vouchsafe.ops.log;

import io.vouchsafe.base.Outage;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuerEvents;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The reading of trusted issuers' keys as lines in the log. */
public final class LoggedTrustedIssuerEvents implements TrustedIssuerEvents {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.callers");

  private final String issuer;
  private final Outage outage;
  private final Map<String, Integer> told = new ConcurrentHashMap<>();

  /**
   * @param outage what readings that fail are part of
   */
  public LoggedTrustedIssuerEvents(String issuer, Outage outage) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.outage = Objects.requireNonNull(outage, "outage");
  }

  @Override
  public void keysFailed(TrustedIssuer trusted, String reason) {
    outage.failed(part(trusted), reason);
  }

  @Override
  public void keysRead(TrustedIssuer trusted, int count) {
    outage.worked(part(trusted));
    Integer before = told.put(trusted.name(), count);
    if (before == null || before != count) {
      LOG.infof("issuer %s: read %d keys of trusted issuer %s", issuer, count, trusted.name());
    }
  }

  @Override
  public void callerRefused(TrustedIssuer trusted) {
    outage.hit(1);
  }

  private String part(TrustedIssuer trusted) {
    return "keys of %s for issuer %s".formatted(trusted.name(), issuer);
  }
}
