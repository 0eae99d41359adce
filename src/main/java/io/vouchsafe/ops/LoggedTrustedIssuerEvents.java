package io.vouchsafe.ops;

import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuerEvents;
import org.jboss.logging.Logger;

/** The reading of trusted issuers' keys as lines in the log. */
public final class LoggedTrustedIssuerEvents implements TrustedIssuerEvents {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.callers");

  private final String issuer;

  public LoggedTrustedIssuerEvents(String issuer) {
    this.issuer = issuer;
  }

  @Override
  public void keysFailed(TrustedIssuer trusted, String reason) {
    LOG.warnf(
        "issuer %s: the keys of trusted issuer %s could not be read: %s",
        issuer, trusted.name(), reason);
  }

  @Override
  public void keysRead(TrustedIssuer trusted, int count) {
    LOG.infof("issuer %s: read %d keys of trusted issuer %s", issuer, count, trusted.name());
  }
}
