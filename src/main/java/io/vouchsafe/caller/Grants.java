package io.vouchsafe.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vouchsafe.base.Asking;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Sha256;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyPhase;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Kid;
import io.vouchsafe.proof.Claims;
import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.AudienceSet;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.IssuedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenEvents;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The grants of one issuer: made through Vault, checked in memory. Safe for many threads.
 *
 * <p>A grant is judged by its broker as that is configured today: a broker that is gone takes its
 * grants with it, and one that was narrowed narrows them. A checked grant is remembered with that
 * judgement by its SHA-256 until it ends or its key version retires or leaves the ring, whichever
 * is first; brokers do not change while the process runs.
 */
public final class Grants {
  static final int MOST_AUDIENCES = 10;
  static final Duration SHORTEST = Duration.ofSeconds(60);
  static final Duration DEFAULT_MAX_TTL = Duration.ofHours(1);
  static final Duration DEFAULT_EXPIRES_IN = Duration.ofHours(1);

  private static final Set<String> HEADER = Set.of("alg", "kid", "typ");
  private static final int MOST_REMEMBERED = 10_000;

  private record Checked(Kid kid, Instant deadAt, Entitlement entitlement) {}

  private final String issuer;
  private final IssuerKeys keys;
  private final KeyPolicy keyPolicy;
  private final Function<String, Optional<Broker>> brokers;
  private final IssuancePolicy policy;
  private final Issuance issuance;
  private final InstantSource clock;
  private final Cache<ByteBuffer, Checked> checked =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).executor(Runnable::run).build();

  /**
   * @param issuer the {@code iss}, which is also the grants' audience
   * @param brokers the broker of today by its name
   * @throws IllegalArgumentException if the issuer has no grant key
   */
  public Grants(
      String issuer,
      IssuerKeys keys,
      Function<String, Optional<Broker>> brokers,
      IssuancePolicy policy,
      Issuance issuance,
      InstantSource clock) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.keys = Objects.requireNonNull(keys, "keys");
    this.brokers = Objects.requireNonNull(brokers, "brokers");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.issuance = Objects.requireNonNull(issuance, "issuance");
    this.clock = Objects.requireNonNull(clock, "clock");
    if (!keys.roles().contains(KeyRole.GRANT)) {
      throw new IllegalArgumentException("an issuer of grants needs a grant key");
    }
    this.keyPolicy = keys.policy(KeyRole.GRANT);
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
        issuance.events(), KeyRole.GRANT, () -> make(broker, request, deadline));
  }

  private IssuedGrant make(Broker broker, GrantRequest request, Deadline deadline) {
    issuance.admit(KeyRole.GRANT, broker.grantedBy(), deadline);
    AudienceSet audiences = audiences(broker, request);
    Entitlement bounds = broker.entitle(request.workload());
    checkAccepted(broker);
    policy.checkEntitlement(request.workload(), audiences);
    Duration maxTtl =
        within(
            "max_ttl",
            request.maxTtl(),
            DEFAULT_MAX_TTL,
            shortest(broker.maxTtl(), policy.maxTtl()),
            broker);
    Duration expiresIn =
        within(
            "expires_in",
            request.expiresIn(),
            DEFAULT_EXPIRES_IN,
            shortest(broker.maxExpiresIn(), keyPolicy.longestToken()),
            broker);
    IssuedToken grant =
        issuance.issueGrant(
            policy.subject().render(request.workload()),
            expiresIn,
            Grant.claims(request.workload(), audiences, maxTtl, broker),
            bounds.grantedBy(),
            deadline);
    return new IssuedGrant(grant.value(), grant.id(), grant.expiresAt());
  }

  /** A grant that nobody would accept is not made. */
  private void checkAccepted(Broker broker) {
    Instant now = clock.instant();
    if (!broker.accepts(now.truncatedTo(ChronoUnit.SECONDS))) {
      Instant from = broker.grantsNotBefore().orElseThrow();
      throw Problem.unavailable(
          "grants of broker %s are accepted from %s on".formatted(broker.name(), from),
          atLeastASecond(Duration.between(now, from)));
    }
  }

  private static Duration atLeastASecond(Duration duration) {
    return duration.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
  }

  private static AudienceSet audiences(Broker broker, GrantRequest request) {
    if (request.audiences().isEmpty()) {
      throw Problem.invalid("audiences", "must name at least one audience");
    }
    if (request.audiences().size() > MOST_AUDIENCES) {
      throw Problem.invalid("audiences", "must be at most " + MOST_AUDIENCES);
    }
    AudienceSet audiences = AudienceSet.of(Set.copyOf(request.audiences()));
    if (!broker.audiences().containsAll(audiences)) {
      throw Problem.of(
          Problem.Kind.FORBIDDEN,
          "audiences",
          "broker %s may not grant one of the audiences".formatted(broker.name()));
    }
    return audiences;
  }

  private static Duration within(
      String member, Optional<Duration> asked, Duration otherwise, Duration most, Broker broker) {
    Duration value = asked.orElse(shortest(otherwise, most));
    Duration least = shortest(SHORTEST, most);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw Problem.invalid(
          member,
          "must be between %d and %d seconds for broker %s"
              .formatted(least.toSeconds(), most.toSeconds(), broker.name()));
    }
    return value;
  }

  private static Duration shortest(Duration... durations) {
    return Stream.of(durations).min(Duration::compareTo).orElseThrow();
  }

  /**
   * Which tokens the bearer of a grant may get.
   *
   * @throws Problem of kind INVALID_CREDENTIALS saying what class of thing is wrong, FORBIDDEN if
   *     its broker may no longer make such a grant, or UNAVAILABLE if the grant key was not read,
   *     or too long ago to tell
   */
  Entitlement check(String jwt) {
    return known(sha256(jwt))
        .orElseGet(() -> check(CompactJws.parse(jwt), SignatureChecks.UNBOUNDED));
  }

  Entitlement check(CompactJws jws, SignatureChecks checks) {
    Instant now = clock.instant();
    Checked grant = verify(jws, life(now), now, checks);
    checked.put(sha256(jws.token()), grant);
    return grant.entitlement();
  }

  /**
   * Which tokens the bearer of a grant may get, if the very same grant was checked before and is
   * still good.
   *
   * @param digest its SHA-256
   * @throws Problem of kind UNAVAILABLE if the grant key was read too long ago to tell
   */
  Optional<Entitlement> known(ByteBuffer digest) {
    Checked grant = checked.getIfPresent(digest);
    if (grant == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (now.isBefore(grant.deadAt()) && trusted(life(now), grant.kid(), now).isPresent()) {
      return Optional.of(grant.entitlement());
    }
    checked.invalidate(digest);
    return Optional.empty();
  }

  private KeyLife life(Instant now) {
    return keys.life(KeyRole.GRANT)
        .filter(
            life ->
                Duration.between(life.key().readAt(), now).compareTo(keyPolicy.maxPublishedAge())
                    <= 0)
        .orElseThrow(
            () ->
                Problem.unavailable(
                    "the grant key has not been read, or was read too long ago to check grants",
                    keyPolicy
                        .refresh()
                        .plusSeconds(1)
                        .minusNanos(1)
                        .truncatedTo(ChronoUnit.SECONDS)));
  }

  private Checked verify(CompactJws jws, KeyLife life, Instant now, SignatureChecks checks) {
    if (!jws.isGrant()) {
      throw Refused.because("this is not a grant");
    }
    if (!jws.memberNames().equals(HEADER)
        || !jws.member("alg").equals(Optional.of(KeyRole.GRANT.algorithm().name()))) {
      throw Refused.because("the grant's header is not one that this service makes");
    }
    Kid kid = new Kid(jws.member("kid").orElseThrow());
    KeyVersion version =
        trusted(life, kid, now)
            .orElseThrow(
                () -> Refused.because("the grant's key is no longer in use, or never was"));
    if (!checks.run(() -> signed(jws, version))) {
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
    Instant deadAt = broker.end(grant).plus(keyPolicy.clockError());
    if (!now.isBefore(deadAt)) {
      throw Refused.because("the grant has expired; ask its broker for a new one");
    }
    Instant latestStart = now.plus(keyPolicy.clockError());
    if (claims.instant("nbf").filter(latestStart::isBefore).isPresent()) {
      throw Refused.because("the grant is not valid yet");
    }
    return new Checked(kid, deadAt, broker.entitle(grant));
  }

  private static Optional<KeyVersion> trusted(KeyLife life, Kid kid, Instant now) {
    return life.key().version(kid).filter(it -> life.phase(it, now) != KeyPhase.RETIRED);
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

  static ByteBuffer sha256(String jwt) {
    return ByteBuffer.wrap(Sha256.of(jwt));
  }
}
