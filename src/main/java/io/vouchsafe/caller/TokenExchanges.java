package io.vouchsafe.caller;

import io.vouchsafe.base.Asking;
import io.vouchsafe.proof.Claims;
import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.proof.Proof;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.IssuedToken;
import io.vouchsafe.token.OwnUrls;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The exchanges of one issuer: whose JWTs it takes for tokens of its own (RFC 8693). A JWT is
 * verified as a broker's proof is, and at most one exchange takes it. Safe for many threads.
 */
public final class TokenExchanges {
  private final ProofVerifier proofs;
  private final List<TokenExchange> exchanges;
  private final OwnUrls ownIssuers;
  private final InstantSource clock;

  /**
   * @param exchanges at least one
   * @param ownIssuers the {@code iss} of every issuer of ours: no chain of tokens begins with one
   * @throws IllegalArgumentException naming two exchanges that one JWT could be for, or one whose
   *     trusted issuer {@code proofs} does not know
   */
  public TokenExchanges(
      ProofVerifier proofs,
      Collection<TokenExchange> exchanges,
      OwnUrls ownIssuers,
      InstantSource clock) {
    this.proofs = Objects.requireNonNull(proofs, "proofs");
    this.exchanges = List.copyOf(exchanges);
    this.ownIssuers = Objects.requireNonNull(ownIssuers, "ownIssuers");
    this.clock = Objects.requireNonNull(clock, "clock");
    for (int i = 0; i < this.exchanges.size(); i++) {
      TokenExchange exchange = this.exchanges.get(i);
      if (!proofs.issuers().contains(exchange.trustedIssuer())) {
        throw new IllegalArgumentException(
            "exchange %s: its trusted issuer is not configured for this issuer"
                .formatted(exchange.name()));
      }
      for (TokenExchange other : this.exchanges.subList(0, i)) {
        if (exchange.mayBeMistakenFor(other)) {
          throw new IllegalArgumentException(
              "the exchanges %s and %s could both take one token of trusted issuer %s; give both a condition on one claim that no value fulfils twice"
                  .formatted(other.name(), exchange.name(), exchange.trustedIssuer().name()));
        }
      }
    }
  }

  /**
   * The subject of a JWT.
   *
   * @throws Problem of kind INVALID_CREDENTIALS if it does not hold or is one of ours, FORBIDDEN if
   *     it holds and no exchange takes it, UNAVAILABLE if that cannot be told now
   */
  Caller.OfExchange authenticate(CompactJws jws, SignatureChecks checks) {
    Claims claims = jws.claims();
    if (claims.text("iss").filter(ownIssuers::contains).isPresent()) {
      throw Refused.because("the subject token is one of ours");
    }
    Proof proof = proofs.verify(jws, checks);
    TokenExchange exchange =
        exchanges.stream()
            .filter(it -> it.takes(proof.issuer(), claims))
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.of(
                        Problem.Kind.FORBIDDEN,
                        "subject_token",
                        "the subject token is valid, but no exchange here takes it"));
    Entitlement entitlement = exchange.entitle(proof.subject(), claims);
    Asking.now(asker -> asker.exchanged(exchange.name(), Brokers.shown(proof, jws)));
    return new Caller.OfExchange(entitlement);
  }

  /** For how long a token that was issued now is still good. */
  public Duration lifeOf(IssuedToken token) {
    return Duration.between(clock.instant(), token.expiresAt());
  }
}
