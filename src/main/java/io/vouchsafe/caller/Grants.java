package io.vouchsafe.caller;

import io.vouchsafe.base.Asking;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Sha256;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import io.vouchsafe.proof.Claims;
import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenEvents;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The grants of one issuer: made through Vault, checked in memory. Safe for many threads.
 *
 * <p>A grant is judged by its broker as that is configured today: a broker that is gone takes its
 * grants with it, and one that was narrowed narrows them. A checked grant is remembered with that
 * judgement by its SHA-256 until it ends or its key version retires or leaves the ring, whichever
 * is first; brokers do not change while the process runs.
 */
public final class Grants {
  private static final Set<String> HEADER = Set.of("alg", "kid", "typ");

  private final String issuer;
  private final GrantKeys keys;
  private final Function<String, Optional<Broker>> brokers;
  private final Optional<Revocations> revocations;
  private final IssuancePolicy policy;
  private final Issuance issuance;
  private final InstantSource clock;
  private final Duration clockError;
  private final GrantMaker maker;
  private final CheckedTokens checked;

  /**
   * @param issuer the {@code iss}, which is also the grants' audience
   * @param brokers the broker of today by its name
   * @param revocations the grants that were revoked; empty if none can be
   * @param checked where grants that were checked are remembered
   * @throws IllegalArgumentException if the issuer has no grant key, or grants can be revoked and a
   *     region has no list of those that were
   */
  public Grants(
      String issuer,
      IssuerKeys keys,
      Function<String, Optional<Broker>> brokers,
      Optional<Revocations> revocations,
      IssuancePolicy policy,
      Issuance issuance,
      CheckedTokens checked,
      InstantSource clock) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.keys = new GrantKeys(keys);
    this.brokers = Objects.requireNonNull(brokers, "brokers");
    this.revocations = Objects.requireNonNull(revocations, "revocations");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.issuance = Objects.requireNonNull(issuance, "issuance");
    this.checked = Objects.requireNonNull(checked, "checked");
    this.clock = Objects.requireNonNull(clock, "clock");
    revocations.ifPresent(lists -> keys.regions().forEach(it -> lists.in(it.region())));
    this.clockError = this.keys.policy().clockError();
    this.maker = new GrantMaker(policy, this.keys.policy(), revocations, issuance, clock);
  }

  /**
   * Makes the grant that a broker asks for. What the request leaves out is the default or the
   * broker's bound, whichever is less; what it asks for beyond a bound is refused.
   *
   * @throws Problem of kind FORBIDDEN naming what is outside the broker's bounds, INVALID_REQUEST
   *     naming what can be in no grant, UNAVAILABLE or WRONG_ANSWER if Vault did not sign
   */
  public IssuedGrant issue(Broker broker, GrantRequest request, Deadline deadline) {
    return TokenEvents.watch(
        issuance.events(), KeyRole.GRANT, () -> maker.make(broker, request, deadline));
  }

  /**
   * Which tokens the bearer of a grant may get.
   *
   * @throws Problem of kind INVALID_CREDENTIALS saying what class of thing is wrong, FORBIDDEN if
   *     its broker may no longer make such a grant, or UNAVAILABLE if a region's grant key was not
   *     read, or too long ago to tell
   */
  Entitlement check(String jwt) {
    return known(sha256(jwt))
        .orElseGet(() -> check(CompactJws.parse(jwt), SignatureChecks.UNBOUNDED));
  }

  Entitlement check(CompactJws jws, SignatureChecks checks) {
    Instant now = clock.instant();
    GrantKeys.Trusted key = key(jws, now);
    CheckedTokens.Grant grant = verify(jws, key, now, checks);
    checked.good(token(sha256(jws.token())), grant);
    checkRevoked(grant, key.region());
    return grant.entitlement();
  }

  /**
   * Which tokens the bearer of a grant may get, if the very same grant was checked before and is
   * still good.
   *
   * @param digest its SHA-256
   * @throws Problem of kind UNAVAILABLE if the grant key was read too long ago to tell, or
   *     INVALID_CREDENTIALS if it was revoked since
   */
  Optional<Entitlement> known(ByteBuffer digest) {
    return checked.grant(token(digest)).flatMap(grant -> stillGood(grant, token(digest)));
  }

  private Optional<Entitlement> stillGood(CheckedTokens.Grant grant, CheckedTokens.Token token) {
    Instant now = clock.instant();
    Optional<GrantKeys.Trusted> key =
        now.isBefore(grant.deadAt()) ? keys.find(grant.kid(), now) : Optional.empty();
    if (key.isPresent()) {
      grant.entitlement().grant().ifPresent(it -> Asking.now(asker -> asker.with(it)));
      checkRevoked(grant, key.get().region());
      return Optional.of(grant.entitlement());
    }
    checked.forget(token);
    return Optional.empty();
  }

  private void checkRevoked(CheckedTokens.Grant grant, Region signedIn) {
    revocations.ifPresent(it -> it.check(signedIn, grant.scopes(), grant.issuedAt()));
  }

  /**
   * Waits until the first attempt has ended to read the lists of revoked grants that a grant is
   * checked by, if its key is known.
   *
   * @throws Problem of kind UNAVAILABLE if that key was read too long ago to tell
   */
  void awaitFirstReading(CompactJws jws, Deadline deadline) {
    if (revocations.isPresent()) {
      jws.member("kid")
          .flatMap(kid -> keys.find(new Kid(kid), clock.instant()))
          .ifPresent(_ -> revocations.get().awaitFirstReading(deadline));
    }
  }

  /** The grants that were revoked; empty if none can be. */
  public Optional<Revocations> revocations() {
    return revocations;
  }

  private GrantKeys.Trusted key(CompactJws jws, Instant now) {
    if (!jws.isGrant()) {
      throw Refused.because("this is not a grant");
    }
    if (!jws.memberNames().equals(HEADER)
        || !jws.member("alg").equals(Optional.of(KeyRole.GRANT.algorithm().name()))) {
      throw Refused.because("the grant's header is not one that this service makes");
    }
    return keys.require(new Kid(jws.member("kid").orElseThrow()), now);
  }

  private CheckedTokens.Grant verify(
      CompactJws jws, GrantKeys.Trusted key, Instant now, SignatureChecks checks) {
    if (!checks.run(() -> signed(jws, key.version()))) {
      throw Refused.because("the grant's signature does not verify");
    }
    Claims claims = jws.claims();
    if (!claims.text("iss").equals(Optional.of(issuer)) || !claims.onlyAudience().equals(issuer)) {
      throw Refused.because("the grant belongs to another issuer");
    }
    Grant grant =
        Grant.of(claims)
            .orElseThrow(() -> Refused.because("the grant's claims are not those of a grant"));
    Asking.now(asker -> asker.with(grant.recorded()));
    Broker broker =
        brokers
            .apply(grant.broker())
            .orElseThrow(() -> Refused.because("the broker that made the grant is no broker here"));
    Instant deadAt = broker.end(grant).plus(clockError);
    if (!now.isBefore(deadAt)) {
      throw Refused.because("the grant has expired; ask its broker for a new one");
    }
    Instant latestStart = now.plus(clockError);
    if (claims.instant("nbf").filter(latestStart::isBefore).isPresent()) {
      throw Refused.because("the grant is not valid yet");
    }
    return new CheckedTokens.Grant(
        key.version().kid(), grant.issuedAt(), deadAt, scopes(grant), broker.entitle(grant));
  }

  /**
   * A workload may have had another {@code sub} when its grant was made than its tokens have now.
   */
  private List<RevocationEntry.Scope> scopes(Grant grant) {
    return revocations
        .map(it -> it.scopes(grant.broker(), grant.id(), subjects(grant)))
        .orElse(List.of());
  }

  private List<String> subjects(Grant grant) {
    try {
      return List.of(grant.subject(), policy.subject().render(grant.workload()));
    } catch (Problem ofNoToken) {
      return List.of(grant.subject());
    }
  }

  private static boolean signed(CompactJws jws, KeyVersion version) {
    try {
      Signature verifier = Signature.getInstance(KeyRole.GRANT.algorithm().joseSignatureJcaName());
      verifier.initVerify(version.publicKey());
      verifier.update(jws.signingInput());
      return verifier.verify(jws.signature());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The token with this digest, as this issuer remembers it. */
  CheckedTokens.Token token(ByteBuffer digest) {
    return new CheckedTokens.Token(issuer, digest);
  }

  Forgeries forgeries() {
    return checked.forgeries();
  }

  static ByteBuffer sha256(String jwt) {
    return ByteBuffer.wrap(Sha256.of(jwt));
  }
}
