package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Problem;
import java.util.Objects;
import java.util.Optional;

/** Authenticates the callers of one issuer. */
public final class Callers {
  private static final String SCHEME = "Bearer";

  private final Grants grants;
  private final Brokers brokers;
  private final IssuerKeys keys;

  public Callers(Grants grants, Brokers brokers, IssuerKeys keys) {
    this.grants = Objects.requireNonNull(grants, "grants");
    this.brokers = Objects.requireNonNull(brokers, "brokers");
    this.keys = Objects.requireNonNull(keys, "keys");
  }

  /**
   * Authenticates by a bearer token (RFC 6750, 2.1). Its {@code typ} alone chooses between grant
   * and proof; what fails as one is never tried as the other. Before the issuer's keys were read
   * first, a caller with a grant or a valid proof waits for them.
   *
   * @param authorization the value of the one {@code Authorization} header
   * @param deadline how long the caller waits
   * @throws Problem of kind NO_CREDENTIALS, INVALID_CREDENTIALS, FORBIDDEN (a good proof of one who
   *     is no broker) or UNAVAILABLE
   */
  public Caller authenticate(Optional<String> authorization, Deadline deadline) {
    String bearer = bearer(authorization);
    Optional<Entitlement> known = grants.known(bearer);
    if (known.isPresent()) {
      return new Caller.OfGrant(known.get());
    }
    CompactJws jws = CompactJws.parse(bearer);
    if (jws.isGrant()) {
      keys.awaitFirstReading(deadline.remaining());
      return new Caller.OfGrant(grants.check(jws));
    }
    Broker broker = brokers.authenticate(jws);
    keys.awaitFirstReading(deadline.remaining());
    return new Caller.OfBroker(broker);
  }

  private static String bearer(Optional<String> authorization) {
    String credentials =
        authorization
            .map(String::strip)
            .filter(value -> !value.isEmpty())
            .orElseThrow(
                () ->
                    Problem.of(
                        Problem.Kind.NO_CREDENTIALS,
                        "a grant or a proof is needed as bearer token"));
    String scheme = credentials.split(" ", 2)[0];
    if (!scheme.equalsIgnoreCase(SCHEME)) {
      throw Refused.because("the Authorization header must be: Bearer, a space and the token");
    }
    return credentials.substring(scheme.length()).strip();
  }
}
