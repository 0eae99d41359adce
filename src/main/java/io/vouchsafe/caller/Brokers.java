package io.vouchsafe.caller;

import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.proof.Proof;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The brokers of one issuer. */
public final class Brokers {
  private final List<Broker> brokers;
  private final ProofVerifier proofs;

  /**
   * @throws IllegalArgumentException naming two brokers that one subject could be, or a broker
   *     whose trusted issuer {@code proofs} does not know
   */
  public Brokers(ProofVerifier proofs, Collection<Broker> brokers) {
    this.proofs = Objects.requireNonNull(proofs, "proofs");
    this.brokers = List.copyOf(brokers);
    for (int i = 0; i < this.brokers.size(); i++) {
      Broker broker = this.brokers.get(i);
      if (!proofs.issuers().contains(broker.trustedIssuer())) {
        throw new IllegalArgumentException(
            "broker %s: its trusted issuer is not configured for this issuer"
                .formatted(broker.name()));
      }
      for (Broker other : this.brokers.subList(0, i)) {
        if (broker.mayBeMistakenFor(other)) {
          throw new IllegalArgumentException(
              "the brokers %s and %s have subjects of trusted issuer %s in common"
                  .formatted(other.name(), broker.name(), broker.trustedIssuer().name()));
        }
      }
    }
  }

  /** The broker with this name. */
  public Optional<Broker> named(String name) {
    return brokers.stream().filter(broker -> broker.name().equals(name)).findFirst();
  }

  /**
   * The broker that shows this proof.
   *
   * @throws Problem of kind INVALID_CREDENTIALS if the proof does not hold, FORBIDDEN if it holds
   *     and its subject is no broker's, UNAVAILABLE if that cannot be told now
   */
  Broker authenticate(String jwt) {
    return authenticate(CompactJws.parse(jwt), SignatureChecks.UNBOUNDED);
  }

  Broker authenticate(CompactJws jws, SignatureChecks checks) {
    Proof proof = proofs.verify(jws, checks);
    return brokers.stream()
        .filter(broker -> broker.is(proof))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.of(
                    Problem.Kind.FORBIDDEN,
                    "the proof is valid, but its subject is not a broker here"));
  }
}
