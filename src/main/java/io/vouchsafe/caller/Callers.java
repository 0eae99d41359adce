package io.vouchsafe.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.Problem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Authenticates the callers of one issuer by a bearer token (RFC 6750, 2.1), in two steps: what can
 * be told at once, and what takes a signature check. Safe for many threads.
 *
 * <p>Tokens whose signature did not verify are remembered for a short while by their SHA-256, so
 * that one that comes again and again is checked once.
 */
public final class Callers {
  static final Duration FORGERIES_REMEMBERED = Duration.ofSeconds(30);

  private static final int MOST_FORGERIES = 10_000;
  private static final String SCHEME = "Bearer";

  private final Grants grants;
  private final Brokers brokers;
  private final IssuerKeys keys;
  private final Cache<ByteBuffer, Problem> forgeries =
      Caffeine.newBuilder()
          .maximumSize(MOST_FORGERIES)
          .expireAfterWrite(FORGERIES_REMEMBERED)
          .executor(Runnable::run)
          .build();

  public Callers(Grants grants, Brokers brokers, IssuerKeys keys) {
    this.grants = Objects.requireNonNull(grants, "grants");
    this.brokers = Objects.requireNonNull(brokers, "brokers");
    this.keys = Objects.requireNonNull(keys, "keys");
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
    Problem forgery = forgeries.getIfPresent(digest);
    if (forgery != null) {
      throw forgery;
    }
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
      case Credentials.Unknown unknown -> authenticate(unknown, deadline, checks);
    };
  }

  private Caller authenticate(
      Credentials.Unknown credentials, Deadline deadline, SignatureChecks checks) {
    WatchedChecks watched = new WatchedChecks(checks);
    try {
      return authenticate(CompactJws.parse(credentials.token()), deadline, watched);
    } catch (Problem problem) {
      if (watched.failed) {
        forgeries.put(credentials.digest(), problem);
      }
      throw problem;
    }
  }

  private Caller authenticate(CompactJws jws, Deadline deadline, SignatureChecks checks) {
    if (jws.isGrant()) {
      keys.awaitFirstReading(deadline.remaining());
      grants.revocations().ifPresent(it -> it.awaitFirstReading(deadline.remaining()));
      return new Caller.OfGrant(grants.check(jws, checks));
    }
    Broker broker = brokers.authenticate(jws, checks);
    keys.awaitFirstReading(deadline.remaining());
    return new Caller.OfBroker(broker);
  }

  /** Knows whether the signature was what failed; for one token. */
  private static final class WatchedChecks implements SignatureChecks {
    private final SignatureChecks checks;
    private boolean failed;

    WatchedChecks(SignatureChecks checks) {
      this.checks = checks;
    }

    @Override
    public boolean run(BooleanSupplier verifies) {
      boolean verified = checks.run(verifies);
      failed = !verified;
      return verified;
    }
  }
}
