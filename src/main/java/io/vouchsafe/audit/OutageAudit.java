package io.vouchsafe.audit;

import io.vouchsafe.base.Outage;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SigningFault;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps tokens that Vault's outage prevents out of the audit trail, and has the outage count them.
 * While it lasts, the record that a token was asked for is held back until the token was issued,
 * which records both before the token leaves. So no token leaves without its two records, and one
 * that was never made has none.
 */
public final class OutageAudit implements Audit {
  /** More are recorded at once; so many tokens are never under way. */
  private static final int MOST_HELD = 100_000;

  private record Asked(PreparedToken token, String grantedBy) {}

  private final Audit trail;
  private final Outage vault;
  private volatile boolean mismatchTold;
  private final Map<String, Asked> held = new ConcurrentHashMap<>();

  public OutageAudit(Audit trail, Outage vault) {
    this.trail = Objects.requireNonNull(trail, "trail");
    this.vault = Objects.requireNonNull(vault, "vault");
  }

  /** The part of Vault's outage that tokens under this key are. */
  public static String part(String keyName) {
    return "tokens under " + keyName;
  }

  @Override
  public void asked(PreparedToken token, String grantedBy) {
    if (vault.on() && held.size() < MOST_HELD) {
      held.put(token.id(), new Asked(token, grantedBy));
    } else {
      if (!vault.on()) {
        mismatchTold = false;
      }
      trail.asked(token, grantedBy);
    }
  }

  @Override
  public void issued(PreparedToken token) {
    vault.worked(part(token.keyName()));
    Asked asked = take(token);
    if (asked != null) {
      trail.asked(asked.token(), asked.grantedBy());
    }
    trail.issued(token);
  }

  @Override
  public void failed(PreparedToken token, Problem problem) {
    Asked asked = take(token);
    if (isOutage(problem)) {
      vault.failedWhenNeeded(part(token.keyName()), words(problem), 1);
    }
    if (asked == null) {
      trail.failed(token, problem);
    }
  }

  @Override
  public void unavailable() {
    vault.hit(1);
  }

  /** A client that left is none, and a version that may no longer sign has another try. */
  private static boolean isOutage(Problem problem) {
    return !problem.isHungUp() && problem.kind() != Problem.Kind.VERSION_REFUSED;
  }

  @Override
  public void mismatched(PreparedToken token) {
    if (!held.containsKey(token.id())) {
      mismatchTold = true;
      trail.mismatched(token);
    } else if (!mismatchTold) {
      mismatchTold = true;
      Asked asked = take(token);
      trail.asked(asked.token(), asked.grantedBy());
      trail.mismatched(token);
    }
  }

  @Override
  public void revokedGrant(String grant, Instant until) {
    trail.revokedGrant(grant, until);
  }

  @Override
  public void revokedWorkload(String subject, Instant until) {
    trail.revokedWorkload(subject, until);
  }

  private Asked take(PreparedToken token) {
    return held.isEmpty() ? null : held.remove(token.id());
  }

  private static String words(Problem problem) {
    SigningFault mismatch = SigningFault.mismatch();
    return mismatch.cause().equals(problem.getMessage()) ? mismatch.words() : problem.getMessage();
  }
}
