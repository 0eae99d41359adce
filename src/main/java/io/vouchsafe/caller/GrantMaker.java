package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.AudienceSet;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.IssuedToken;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the grants of one issuer, within the bounds of the broker that asks.
 *
 * @param keyPolicy of the grant key
 */
record GrantMaker(
    IssuancePolicy policy,
    KeyPolicy keyPolicy,
    Optional<Revocations> revocations,
    Issuance issuance,
    InstantSource clock) {
  static final int MOST_AUDIENCES = 10;
  static final Duration SHORTEST = Duration.ofSeconds(60);
  static final Duration DEFAULT_MAX_TTL = Duration.ofHours(1);
  static final Duration DEFAULT_EXPIRES_IN = Duration.ofHours(1);

  /**
   * Makes the grant that a broker asks for.
   *
   * @throws Problem as {@link Grants#issue}
   */
  IssuedGrant make(Broker broker, GrantRequest request, Deadline deadline) {
    issuance.admit(KeyRole.GRANT, broker.grantedBy(), deadline);
    AudienceSet audiences = audiences(broker, request);
    Entitlement bounds = broker.entitle(request.workload());
    String subject = policy.subject().render(request.workload());
    checkAccepted(broker, subject);
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
            subject,
            expiresIn,
            Grant.claims(request.workload(), audiences, maxTtl, broker),
            bounds.grantedBy(),
            deadline);
    return new IssuedGrant(grant.value(), grant.id(), grant.expiresAt());
  }

  /** A grant that nobody would accept is not made. */
  private void checkAccepted(Broker broker, String subject) {
    revocations.ifPresent(it -> it.checkNew(broker.name(), subject));
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
}
