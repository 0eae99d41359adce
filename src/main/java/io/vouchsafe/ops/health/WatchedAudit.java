package io.vouchsafe.ops.health;

import io.vouchsafe.key.Region;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SigningFault;
import java.time.Instant;
import java.util.Objects;

/** Reports to {@link SigningAttempts} what became of each token, on the way to the audit trail. */
public final class WatchedAudit implements Audit {
  private final Audit trail;
  private final SigningAttempts attempts;

  public WatchedAudit(Audit trail, SigningAttempts attempts) {
    this.trail = Objects.requireNonNull(trail, "trail");
    this.attempts = Objects.requireNonNull(attempts, "attempts");
  }

  @Override
  public void asked(PreparedToken token) {
    trail.asked(token);
  }

  @Override
  public void issued(PreparedToken token) {
    attempts.worked(token.region(), token.keyName());
    trail.issued(token);
  }

  /** What Vault did wrong is reported by who called it; a caller who left says nothing of a key. */
  @Override
  public void failed(PreparedToken token, Problem problem) {
    if (problem.kind() == Problem.Kind.INTERNAL) {
      attempts.failed(
          token.region(),
          token.keyName(),
          new SigningFault(problem.getMessage(), "this is a bug: tell us, with the log", false));
    }
    trail.failed(token, problem);
  }

  @Override
  public void unavailable() {
    trail.unavailable();
  }

  @Override
  public void signedElsewhere(Region tried) {
    trail.signedElsewhere(tried);
  }

  @Override
  public void mismatched(PreparedToken token) {
    attempts.failed(token.region(), token.keyName(), SigningFault.mismatch());
    trail.mismatched(token);
  }

  @Override
  public void revokedGrant(String grant, Instant until) {
    trail.revokedGrant(grant, until);
  }

  @Override
  public void revokedWorkload(String subject, Instant until) {
    trail.revokedWorkload(subject, until);
  }
}
