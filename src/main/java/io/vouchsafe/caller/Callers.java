package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.Problem;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Authenticates the callers of one issuer by a bearer token (RFC 6750, 2.1), in two steps: what can
 * be told at once, and what takes a signature check. Safe for many threads.
 *
 * <p>Tokens whose signature did not verify are remembered for a short while by their SHA-256, so
 * that one that comes again and again is checked once.
 */
public final class Callers {
  private static final String SCHEME = "Bearer";

  private final Grants grants;
  private final Brokers brokers;
  private final IssuerKeys keys;
  private final Optional<TokenExchanges> exchanges;
  private final Forgeries forgeries;

  /** Of an issuer that exchanges no tokens. */
  public Callers(Grants grants, Brokers brokers, IssuerKeys keys) {
    this(grants, brokers, Optional.empty(), keys);
  }

  public Callers(
      Grants grants, Brokers brokers, Optional<TokenExchanges> exchanges, IssuerKeys keys) {
    this.grants = Objects.requireNonNull(grants, "grants");
    this.brokers = Objects.requireNonNull(brokers, "brokers");
    this.exchanges = Objects.requireNonNull(exchanges, "exchanges");
    this.keys = Objects.requireNonNull(keys, "keys");
    this.forgeries = grants.forgeries();
  }

  /** The exchanges of the issuer; empty if it has none, and then no {@code POST /token}. */
  public Optional<TokenExchanges> exchanges() {
    return exchanges;
  }

  /**
   * Tells what can be told without a signature check and without waiting.
   *
   * @param authorization the values of the {@code Authorization} headers
   * @throws Problem of kind NO_CREDENTIALS, INVALID_CREDENTIALS (more than one header, another
   *     scheme, a forgery that is remembered) or UNAVAILABLE
   */
  public Credentials recognise(List<String> authorization) {
    String bearer = bearer(authorization);
    ByteBuffer digest = Grants.sha256(bearer);
    forgeries.refuse(grants.token(digest));
    return grants
        .known(digest)
        .<Credentials>map(entitlement -> new Credentials.Known(new Caller.OfGrant(entitlement)))
        .orElseGet(() -> new Credentials.Unknown(bearer, digest));
  }

  private static String bearer(List<String> authorization) {
    if (authorization.size() > 1) {
      throw Refused.because("the request has two Authorization headers");
    }
    String credentials = authorization.isEmpty() ? "" : authorization.getFirst().strip();
    if (credentials.isEmpty()) {
      throw Problem.of(Problem.Kind.NO_CREDENTIALS, "a grant or a proof is needed as bearer token");
    }
    String scheme = credentials.split(" ", 2)[0];
    if (!scheme.equalsIgnoreCase(SCHEME)) {
      throw Refused.because("the Authorization header must be: Bearer, a space and the token");
    }
    return credentials.substring(scheme.length()).strip();
  }

  /**
   * Authenticates. The {@code typ} of a token alone chooses between grant and proof; what fails as
   * one is never tried as the other. Before the issuer's keys were read first, a caller with a
   * grant or a valid proof waits for them.
   *
   * @param deadline how long the caller waits
   * @param checks when its signature may be checked
   * @throws Problem of kind INVALID_CREDENTIALS, FORBIDDEN (a good proof of one who is no broker)
   *     or UNAVAILABLE, and what {@code checks} throws
   */
  public Caller authenticate(Credentials credentials, Deadline deadline, SignatureChecks checks) {
    return switch (credentials) {
      case Credentials.Known(Caller caller) -> caller;
      case Credentials.Unknown unknown ->
          forgeries.watch(
              grants.token(unknown.digest()),
              checks,
              watched -> authenticate(CompactJws.parse(unknown.token()), deadline, watched));
      case Credentials.InForm _ ->
          throw Problem.of(Problem.Kind.NO_CREDENTIALS, "the subject token is in the form");
    };
  }

  /**
   * Authenticates the subject of a JWT that an exchange takes. What is no such JWT is never tried
   * as a grant or as a proof.
   *
   * @param deadline as {@link #authenticate}
   * @param checks as {@link #authenticate}
   * @throws Problem of kind INVALID_CREDENTIALS, FORBIDDEN (a good JWT that no exchange takes) or
   *     UNAVAILABLE, and what {@code checks} throws
   */
  public Caller.OfExchange exchange(
      String subjectToken, Deadline deadline, SignatureChecks checks) {
    TokenExchanges known =
        exchanges.orElseThrow(() -> Refused.because("this issuer exchanges no tokens"));
    CheckedTokens.Token token = grants.token(Grants.sha256(subjectToken));
    forgeries.refuse(token);
    Caller.OfExchange caller =
        forgeries.watch(
            token, checks, watched -> known.authenticate(CompactJws.parse(subjectToken), watched));
    keys.awaitFirstReading(deadline.remaining());
    return caller;
  }

  private Caller authenticate(CompactJws jws, Deadline deadline, SignatureChecks checks) {
    if (jws.isGrant()) {
      keys.awaitFirstReading(deadline.remaining());
      grants.awaitFirstReading(jws, deadline);
      return new Caller.OfGrant(grants.check(jws, checks));
    }
    Broker broker = brokers.authenticate(jws, checks);
    keys.awaitFirstReading(deadline.remaining());
    return new Caller.OfBroker(broker);
  }
}
