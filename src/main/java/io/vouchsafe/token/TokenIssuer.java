package io.vouchsafe.token;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.TokenEvents.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Issues identity tokens: decides, prepares and signs. */
public final class TokenIssuer {
  private final IssuancePolicy policy;
  private final Issuance issuance;

  public TokenIssuer(IssuancePolicy policy, Issuance issuance) {
    this.policy = Objects.requireNonNull(policy, "policy");
    this.issuance = Objects.requireNonNull(issuance, "issuance");
  }

  /** What a token for {@code audience}, or for the default one, would be signed with. */
  public SigningAlgorithm algorithm(Optional<String> audience) {
    return policy.algorithm(audience);
  }

  /**
   * Whether a token for {@code audience}, or for the default one, would be refused at once, since
   * too many wait for its key already. Answers at once, from memory.
   *
   * @param caller as {@link Entitlement#grantedBy}
   * @param patience how long the caller waits
   */
  public boolean full(Optional<String> audience, String caller, Duration patience) {
    return issuance.full(KeyRole.ofIdentityTokens(policy.algorithm(audience)), caller, patience);
  }

  /**
   * Issues what an authenticated caller asks for. Nothing is decided, hashed or audited where
   * nobody waits any more or where its key is {@link #full}.
   *
   * @throws Problem if the token is not allowed, or is not available now
   */
  public IssuedToken issue(EntitledRequest request, Deadline deadline) {
    return issue(request, deadline, issuance.signer()::sign);
  }

  /**
   * Issues several tokens, of each key as many at a time as it signs at once. What was not begun
   * when the deadline passes or is cancelled is refused as {@link #issue} would.
   *
   * @return an outcome for each request, in their order
   */
  public List<Outcome> issue(List<EntitledRequest> requests, Deadline deadline) {
    return new ListedTokens(
            requests, issuance.signer(), (request, place) -> outcome(request, deadline, place))
        .issue(request -> policy.algorithm(request.request().audience()));
  }

  /**
   * What a token would be that an authenticated caller asks for. Answers at once, from memory:
   * nothing is signed, audited or told to listeners.
   *
   * @throws Problem if the token is not allowed
   */
  public Preview preview(EntitledRequest request) {
    Weighed weighed = policy.weigh(request.entitlement(), request.request());
    return issuance.preview(weighed);
  }

  private Outcome outcome(EntitledRequest request, Deadline deadline, Signer.Place place) {
    try {
      return new Outcome.Issued(issue(request, deadline, place));
    } catch (Problem problem) {
      return new Outcome.Refused(problem);
    }
  }

  private IssuedToken issue(EntitledRequest request, Deadline deadline, Signer.Place place) {
    KeyRole role = role(request.request().audience());
    String grantedBy = request.entitlement().grantedBy();
    return TokenEvents.watch(
        issuance.events(),
        role,
        () -> {
          issuance.admit(role, grantedBy, deadline);
          return issuance.issue(decide(request, role), grantedBy, deadline, place);
        });
  }

  private TokenShape decide(EntitledRequest request, KeyRole role) {
    long begun = System.nanoTime();
    TokenShape shape = policy.decide(request.entitlement(), request.request());
    issuance.events().took(Stage.DECIDE, role, System.nanoTime() - begun);
    return shape;
  }

  private KeyRole role(Optional<String> audience) {
    return KeyRole.ofIdentityTokens(policy.algorithm(audience));
  }
}
