package io.vouchsafe.testing;

import io.vouchsafe.testing.Http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Brokers of {@link Traffic} that take grants back. What was revoked is refused at once by the
 * instance that was asked; every other one refuses it too, at the latest when a list that was read
 * before is older than {@code max-ring-age}, or it answers 503.
 */
final class RevokedGrants {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
  private static final Duration BEFORE_THE_END = Duration.ofMillis(500);

  private final Traffic traffic;
  private final List<Fleet.Instance> instances;

  RevokedGrants(Traffic traffic, List<Fleet.Instance> instances) {
    this.traffic = traffic;
    this.instances = instances;
  }

  /** Has the broker revoke a grant, alone or with all that this job of an issuer has so far. */
  void revoke(
      Fleet.Instance at, String issuer, Traffic.Grant grant, String job, boolean allOfTheJob) {
    Client client = at.client(issuer);
    String audience = Fleet.proofAudience(issuer);
    Optional<Answer> answer =
        traffic.ask(
            () ->
                allOfTheJob
                    ? client.revokeAll(audience, "job:" + job)
                    : client.revoke(audience, grant.id()));
    if (answer.isEmpty()) {
      return;
    }
    Instant answered = Instant.now();
    if (answer.get().status() != 204) {
      traffic.fail(
          traffic.failed, "no revocation of %s: %s".formatted(issuer, Traffic.text(answer.get())));
      return;
    }
    (allOfTheJob ? traffic.revokedJobs : traffic.revoked).incrementAndGet();
    if (status(at, issuer, grant).filter(it -> it != 401).isPresent()) {
      traffic.fail(traffic.revokedAccepted, "a revoked grant of %s is good".formatted(issuer));
    }
    instances.stream()
        .filter(other -> other != at)
        .forEach(other -> traffic.begin(() -> awaitRefusal(other, issuer, grant, answered)));
  }

  private void awaitRefusal(
      Fleet.Instance at, String issuer, Traffic.Grant grant, Instant answered) {
    boolean alwaysThere = true;
    Instant asked = Instant.now();
    while (asked.isBefore(grant.expiresAt().minus(BEFORE_THE_END))) {
      Optional<Integer> status = status(at, issuer, grant);
      if (status.filter(it -> it == 401).isPresent()) {
        traffic.refusedElsewhere.incrementAndGet();
        if (alwaysThere) {
          long took = Duration.between(answered, Instant.now()).toMillis();
          traffic.slowestRefusal.accumulateAndGet(took, Math::max);
        }
        return;
      }
      if (status.isPresent() && asked.isAfter(answered.plus(CompressedTimes.MAX_RING_AGE))) {
        traffic.fail(
            traffic.revokedAccepted,
            "a grant of %s that was revoked elsewhere at %s is good at %s"
                .formatted(issuer, answered, asked));
        return;
      }
      alwaysThere &= status.isPresent();
      Traffic.sleep(BETWEEN_TRIES);
      asked = Instant.now();
    }
  }

  private Optional<Integer> status(Fleet.Instance at, String issuer, Traffic.Grant grant) {
    return traffic
        .ask(() -> at.client(issuer).idToken(grant.value(), "rs256.example"))
        .map(Answer::status);
  }
}
