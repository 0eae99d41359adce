package io.vouchsafe.token;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningAlgorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
   * Issues what an authenticated caller asks for.
   *
   * @throws Problem if the token is not allowed, or is not available now
   */
  public IssuedToken issue(EntitledRequest request, Deadline deadline) {
    return issuance.issue(decide(request), request.entitlement().grantedBy(), deadline);
  }

  /**
   * Issues several tokens, signed together.
   *
   * @return an outcome for each request, in their order
   */
  public List<Outcome> issue(List<EntitledRequest> requests, Deadline deadline) {
    if (requests.isEmpty()) {
      return List.of();
    }
    List<Signer.Place> places = issuance.places(requests.size());
    List<Future<Outcome>> underWay = new ArrayList<>(requests.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < requests.size(); i++) {
        EntitledRequest request = requests.get(i);
        Signer.Place place = places.get(i);
        underWay.add(threads.submit(() -> outcome(request, deadline, place)));
      }
    }
    return underWay.stream().map(Future::resultNow).toList();
  }

  private Outcome outcome(EntitledRequest request, Deadline deadline, Signer.Place place) {
    try (place) {
      String grantedBy = request.entitlement().grantedBy();
      return new Outcome.Issued(issuance.issue(decide(request), grantedBy, deadline, place));
    } catch (Problem problem) {
      return new Outcome.Refused(problem);
    }
  }

  private TokenShape decide(EntitledRequest request) {
    return policy.decide(request.entitlement(), request.request());
  }
}
