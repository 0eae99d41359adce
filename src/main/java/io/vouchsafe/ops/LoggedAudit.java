package io.vouchsafe.ops;

import io.vouchsafe.token.Audit;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import org.jboss.logging.Logger;

/**
 * Who asked for what, as lines under {@code io.vouchsafe.audit}; ids and names, never a token. What
 * came of it goes into the health answer too.
 */
final class LoggedAudit implements Audit {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.audit");

  private final String issuer;
  private final SigningTroubles troubles;

  LoggedAudit(String issuer, SigningTroubles troubles) {
    this.issuer = issuer;
    this.troubles = troubles;
  }

  @Override
  public void asked(PreparedToken token, String grantedBy) {
    LOG.infof(
        "asked issuer=%s typ=%s jti=%s sub=%s aud=%s by=%s kid=%s exp=%s",
        issuer,
        token.type().header(),
        token.id(),
        oneLine(token.claims().get("sub")),
        oneLine(token.claims().get("aud")),
        oneLine(grantedBy),
        token.keyVersion().kid(),
        token.expiresAt());
  }

  @Override
  public void issued(PreparedToken token) {
    troubles.worked(token.keyName());
    LOG.infof("issued issuer=%s jti=%s", issuer, token.id());
  }

  @Override
  public void failed(PreparedToken token, Problem problem) {
    troubles.failed(token.keyName(), problem.getMessage());
    LOG.warnf(
        "failed issuer=%s jti=%s kind=%s: %s",
        issuer, token.id(), problem.kind(), problem.getMessage());
  }

  @Override
  public void mismatched(PreparedToken token) {
    LOG.errorf(
        "issuer %s: the signature that came back is not one of key %s version %d kid %s; the token jti=%s was thrown away",
        issuer, token.keyName(), token.keyVersion().number(), token.keyVersion().kid(), token.id());
  }

  private static String oneLine(Object value) {
    return String.valueOf(value).replaceAll("[\\p{Cntrl}\\s]", "_");
  }
}
