package io.vouchsafe.audit;

import io.vouchsafe.base.Outage;
import io.vouchsafe.key.Region;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SigningFault;
import java.util.Objects;

/**
 * Keeps tokens that the outage of home's Vault prevents out of the log, and has the outage count
 * them. The one with which it begins is logged, and the first one whose signature was wrong.
 */
public final class OutageAudit implements Audit {
  private final LoggedAudit log;
  private final Region home;
  private final Outage vault;
  private volatile boolean mismatchTold;

  /**
   * @param home the region whose tokens are part of {@code vault}
   */
  public OutageAudit(LoggedAudit log, Region home, Outage vault) {
    this.log = Objects.requireNonNull(log, "log");
    this.home = Objects.requireNonNull(home, "home");
    this.vault = Objects.requireNonNull(vault, "vault");
  }

  /** The part of Vault's outage that tokens under this key are. */
  public static String part(String keyName) {
    return "tokens under " + keyName;
  }

  @Override
  public void asked(PreparedToken token) {
    if (!vault.on()) {
      mismatchTold = false;
    }
  }

  @Override
  public void issued(PreparedToken token) {
    if (token.region().equals(home)) {
      vault.worked(part(token.keyName()));
    }
  }

  @Override
  public void failed(PreparedToken token, Problem problem) {
    if (!vault.on()) {
      log.failed(token, problem);
    }
    if (isOutage(problem) && token.region().equals(home)) {
      vault.failedWhenNeeded(part(token.keyName()), words(problem), 1);
    }
  }

  @Override
  public void unavailable() {
    vault.hit(1);
  }

  @Override
  public void signedElsewhere(Region tried) {
    if (tried.equals(home)) {
      vault.spared();
    }
  }

  /** A client that left is none, and a version that may no longer sign has another try. */
  private static boolean isOutage(Problem problem) {
    return !problem.isHungUp() && problem.kind() != Problem.Kind.VERSION_REFUSED;
  }

  @Override
  public void mismatched(PreparedToken token) {
    if (!vault.on() || !mismatchTold) {
      mismatchTold = true;
      log.mismatched(token);
    }
  }

  private static String words(Problem problem) {
    SigningFault mismatch = SigningFault.mismatch();
    return mismatch.cause().equals(problem.getMessage()) ? mismatch.words() : problem.getMessage();
  }
}
