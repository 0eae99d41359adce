package io.vouchsafe.audit;

import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import java.util.Objects;
import java.util.logging.Logger;
import org.jboss.logmanager.Level;

/**
 * The tokens of one issuer that could not be issued, as lines under {@code io.vouchsafe.audit}, for
 * the operator: ids and reasons, never a token. What a caller chose is on one line, has no white
 * space and is escaped as {@link io.vouchsafe.base.OneLine} does. Each value is also a field of its
 * own, where lines are JSON.
 */
public final class LoggedAudit {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.audit");

  private final String issuer;

  public LoggedAudit(String issuer) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
  }

  private AuditLine line(String event) {
    return new AuditLine(event).with("issuer", issuer);
  }

  void failed(PreparedToken token, Problem problem) {
    line("failed")
        .with("jti", token.id())
        .with("kind", FailureWord.of(problem))
        .saying(problem.getMessage())
        .write(LOG, Level.WARN);
  }

  void mismatched(PreparedToken token) {
    line("mismatched")
        .with("jti", token.id())
        .with("key", token.keyName())
        .with("version", token.keyVersion().number())
        .with("kid", token.keyVersion().kid())
        .saying(
            "the signature that came back is not one of this key version; the token was"
                + " thrown away")
        .write(LOG, Level.ERROR);
  }
}
