package io.vouchsafe.caller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Asking;
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
  Broker authenticate(CompactJws jws, SignatureChecks checks) {
    Proof proof = proofs.verify(jws, checks);
    Asker.Proof shown = shown(proof, jws);
    Asking.now(asker -> asker.proved(shown));
    Broker known = broker(proof);
    Asking.now(asker -> asker.as(known.name()));
    return known;
  }

  /** Names and ids alone; what is no text names nothing. */
  static Asker.Proof shown(Proof proof, CompactJws jws) {
    ObjectNode claims = jws.claims().json();
    return new Asker.Proof(
        Optional.ofNullable(claims.path("iss").textValue()),
        proof.subject(),
        Optional.ofNullable(claims.path("jti").textValue()),
        jws.member("kid").orElse(""));
  }

  private Broker broker(Proof proof) {
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
