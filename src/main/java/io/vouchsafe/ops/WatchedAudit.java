package io.vouchsafe.ops;

import io.vouchsafe.token.Audit;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import java.util.Objects;

/** Reports to the health answer whether tokens can be signed, on the way to the audit trail. */
public final class WatchedAudit implements Audit {
  private final Audit trail;
  private final SigningTroubles troubles;

  public WatchedAudit(Audit trail, SigningTroubles troubles) {
    this.trail = Objects.requireNonNull(trail, "trail");
    this.troubles = Objects.requireNonNull(troubles, "troubles");
  }

  @Override
  public void asked(PreparedToken token, String grantedBy) {
    trail.asked(token, grantedBy);
  }

  @Override
  public void issued(PreparedToken token) {
    troubles.worked(token.keyName());
    trail.issued(token);
  }

  @Override
  public void failed(PreparedToken token, Problem problem) {
    if (!problem.isHungUp()) {
      troubles.failed(token.keyName(), problem.getMessage());
    }
    trail.failed(token, problem);
  }

  @Override
  public void mismatched(PreparedToken token) {
    trail.mismatched(token);
  }
}
