package io.vouchsafe.ops;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningChoice;
import java.util.Objects;

/** Whether a token could be signed now, as far as is known without trying. */
public final class SigningReady {
  private final LastCalls lastCalls;
  private final SigningTroubles troubles;

  public SigningReady(LastCalls lastCalls, SigningTroubles troubles) {
    this.lastCalls = Objects.requireNonNull(lastCalls, "lastCalls");
    this.troubles = Objects.requireNonNull(troubles, "troubles");
  }

  /** Whether a version may sign, Vault is reached, and neither login nor signing fails. */
  public boolean test(Issuer issuer, KeyRole role) {
    return lastCalls.login().get().isEmpty()
        && issuer.keys().signing(role) instanceof SigningChoice.Ready ready
        && reached(issuer, role)
        && troubles.of(ready.key().name(), readable(issuer, role)).isEmpty();
  }

  private static boolean reached(Issuer issuer, KeyRole role) {
    return issuer.keys().faults().stream()
        .noneMatch(fault -> fault.role() == role && fault.cause() == KeyFault.Cause.UNREACHABLE);
  }

  private static boolean readable(Issuer issuer, KeyRole role) {
    return issuer.keys().faults().stream().noneMatch(fault -> fault.role() == role);
  }
}
