package io.vouchsafe.token;

import java.util.Objects;

/** The whole way of an identity token: decide, prepare, sign. */
public final class TokenIssuer {
  private final IssuancePolicy policy;
  private final Issuance issuance;

  public TokenIssuer(IssuancePolicy policy, Issuance issuance) {
    this.policy = Objects.requireNonNull(policy, "policy");
    this.issuance = Objects.requireNonNull(issuance, "issuance");
  }

  /**
   * Issues what an authenticated caller asks for.
   *
   * @throws Problem if it may not have it, or cannot have it now
   */
  public IssuedToken issue(Entitlement entitlement, TokenRequest request, Deadline deadline) {
    return issuance.issue(policy.decide(entitlement, request), entitlement.grantedBy(), deadline);
  }
}
