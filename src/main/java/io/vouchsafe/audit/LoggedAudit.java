package io.vouchsafe.audit;

import io.vouchsafe.token.Audit;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * The audit trail of one issuer as lines under {@code io.vouchsafe.audit}: ids and names, never a
 * token. What a caller chose is on one line and has no white space.
 */
public final class LoggedAudit implements Audit {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.audit");

  private final String issuer;

  public LoggedAudit(String issuer) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
  }

  @Override
  public void asked(PreparedToken token, String grantedBy) {
    LOG.info(
        "asked issuer="
            + issuer
            + " typ="
            + token.type().header()
            + " jti="
            + token.id()
            + " sub="
            + oneLine(token.claims().get("sub"))
            + " aud="
            + oneLine(token.claims().get("aud"))
            + " by="
            + oneLine(grantedBy)
            + " kid="
            + token.keyVersion().kid()
            + " exp="
            + token.expiresAt());
  }

  @Override
  public void issued(PreparedToken token) {
    LOG.info("issued issuer=" + issuer + " jti=" + token.id());
  }

  @Override
  public void failed(PreparedToken token, Problem problem) {
    LOG.warnf(
        "failed issuer=%s jti=%s kind=%s: %s",
        issuer, token.id(), problem.kind(), problem.getMessage());
  }

  @Override
  public void mismatched(PreparedToken token) {
    LOG.errorf(
        "issuer %s: the signature that came back is not one of key %s version %d kid %s; the token"
            + " jti=%s was thrown away",
        issuer, token.keyName(), token.keyVersion().number(), token.keyVersion().kid(), token.id());
  }

  private static String oneLine(Object value) {
    String text = String.valueOf(value);
    StringBuilder line = null;
    for (int i = 0; i < text.length(); i++) {
      if (breaksLines(text.charAt(i))) {
        line = line == null ? new StringBuilder(text) : line;
        line.setCharAt(i, '_');
      }
    }
    return line == null ? text : line.toString();
  }

  private static boolean breaksLines(char code) {
    return code <= ' ' || Character.isISOControl(code) || Character.isWhitespace(code);
  }
}
