package io.vouchsafe.caller;

import io.vouchsafe.token.Problem;
import java.util.Objects;
import java.util.Optional;

/** Authenticates whoever calls one issuer. */
public final class Callers {
  private static final String SCHEME = "Bearer";

  private final Grants grants;
  private final Brokers brokers;

  public Callers(Grants grants, Brokers brokers) {
    this.grants = Objects.requireNonNull(grants, "grants");
    this.brokers = Objects.requireNonNull(brokers, "brokers");
  }

  /**
   * Authenticates by a bearer token (RFC 6750, 2.1). Its {@code typ} alone chooses between grant
   * and proof; what fails as one is never tried as the other.
   *
   * @param authorization the value of the one {@code Authorization} header
   * @throws Problem of kind NO_CREDENTIALS, INVALID_CREDENTIALS, FORBIDDEN (a good proof of one who
   *     is no broker) or UNAVAILABLE
   */
  public Caller authenticate(Optional<String> authorization) {
    CompactJws jws = CompactJws.parse(bearer(authorization));
    return jws.isGrant()
        ? new Caller.OfGrant(grants.check(jws))
        : new Caller.OfBroker(brokers.authenticate(jws));
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
