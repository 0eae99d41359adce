package io.vouchsafe.base;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who asks in one request, as far as that is known at the moment. Ids and names only: never a
 * grant, a proof or a signature.
 *
 * @param request the id of the request, as in the log and in the answer
 * @param issuer the issuer's name in the configuration
 * @param peer the address at the other end, as the front door has it
 * @param broker who vouches: the broker that asks, or the one that made the grant
 * @param exchange that took the subject token which was shown
 * @param proof by which the broker showed who it is, or the subject token that was exchanged; empty
 *     where a grant was shown
 * @param grant that was shown
 */
public record Asker(
    String request,
    String issuer,
    String peer,
    Optional<String> broker,
    Optional<String> exchange,
    Optional<Proof> proof,
    Optional<Grant> grant) {

  /**
   * What a proof that was verified says of itself.
   *
   * @param iss its {@code iss}; a JWT-SVID may have none
   * @param jti its {@code jti}, if it has one
   * @param kid of the trusted issuer's key that signed it
   */
  public record Proof(Optional<String> iss, String sub, Optional<String> jti, String kid) {
    public Proof {
      Objects.requireNonNull(iss, "iss");
      Objects.requireNonNull(sub, "sub");
      Objects.requireNonNull(jti, "jti");
      Objects.requireNonNull(kid, "kid");
    }
  }

  /**
   * A grant's id and bounds.
   *
   * @param id its {@code jti}
   * @param broker the name of the broker that made it
   * @param subject the workload's {@code sub} when it was made
   * @param audiences sorted
   * @param maxTtl the longest lifetime of a token
   */
  public record Grant(
      String id,
      String broker,
      String subject,
      List<String> audiences,
      Duration maxTtl,
      Instant expiresAt) {
    public Grant {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(broker, "broker");
      Objects.requireNonNull(subject, "subject");
      audiences = List.copyOf(audiences);
      Objects.requireNonNull(maxTtl, "maxTtl");
      Objects.requireNonNull(expiresAt, "expiresAt");
    }
  }

  public Asker {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(peer, "peer");
    Objects.requireNonNull(broker, "broker");
    Objects.requireNonNull(exchange, "exchange");
    Objects.requireNonNull(proof, "proof");
    Objects.requireNonNull(grant, "grant");
  }

  /** Who asks, where nothing was exchanged. */
  public Asker(
      String request,
      String issuer,
      String peer,
      Optional<String> broker,
      Optional<Proof> proof,
      Optional<Grant> grant) {
    this(request, issuer, peer, broker, Optional.empty(), proof, grant);
  }

  /** Somebody of whom nothing is known yet but the request. */
  public static Asker stranger(String request, String issuer, String peer) {
    return new Asker(request, issuer, peer, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether it proved who it is, be it a broker of ours or not. */
  public boolean known() {
    return proof.isPresent() || grant.isPresent();
  }

  /** The same, now that its proof was verified. */
  public Asker proved(Proof shown) {
    return new Asker(request, issuer, peer, broker, exchange, Optional.of(shown), grant);
  }

  /** The same, now that it is known as this broker. */
  public Asker as(String brokerName) {
    return new Asker(request, issuer, peer, Optional.of(brokerName), proof, grant);
  }

  /** The same, now that this exchange takes its subject token, which was verified. */
  public Asker exchanged(String exchangeName, Proof shown) {
    return new Asker(
        request, issuer, peer, broker, Optional.of(exchangeName), Optional.of(shown), grant);
  }

  /** The same, now that its grant was checked. */
  public Asker with(Grant shown) {
    return new Asker(request, issuer, peer, Optional.of(shown.broker()), proof, Optional.of(shown));
  }
}
