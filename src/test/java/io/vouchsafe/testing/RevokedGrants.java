package io.vouchsafe.testing;

import io.vouchsafe.testing.Http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Brokers of {@link Traffic} that take grants back. What was revoked is refused at once by the
 * instance that was asked; every other one that can read it refuses it too, at the latest when a
 * list that was read before is too old, or it answers 503; and so until its end. One whose reading
 * fails, though its way is free, is held to nothing until it has read.
 */
final class RevokedGrants {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
  private static final Duration BEFORE_THE_END = Duration.ofMillis(500);

  private final Traffic traffic;
  private final List<Fleet.Instance> instances;
  private final Reach reach;

  RevokedGrants(Traffic traffic, List<Fleet.Instance> instances, Reach reach) {
    this.traffic = traffic;
    this.instances = instances;
    this.reach = reach;
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
      awaitTheNextSecond();
      return;
    }
    Instant answered = Instant.now();
    if (answer.get().status() != 204) {
      traffic.fail(
          traffic.failed, "no revocation of %s: %s".formatted(issuer, Traffic.text(answer.get())));
      return;
    }
    (allOfTheJob ? traffic.revokedJobs : traffic.revoked).incrementAndGet();
    if (isGood(status(at, issuer, grant))) {
      traffic.fail(traffic.revokedAccepted, "a revoked grant of %s is good".formatted(issuer));
    }
    instances.stream()
        .filter(other -> other != at)
        .forEach(other -> traffic.begin(() -> awaitRefusal(other, at, issuer, grant, answered)));
  }

  /**
   * An instance that died may have revoked what was made in this second, and who asks for another
   * grant is told so by the docs.
   */
  private static void awaitTheNextSecond() {
    Instant now = Instant.now();
    Traffic.sleep(
        Duration.between(now, now.truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofSeconds(1))));
  }

  private void awaitRefusal(
      Fleet.Instance at,
      Fleet.Instance revokedAt,
      String issuer,
      Traffic.Grant grant,
      Instant answered) {
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
        Traffic.sleep(Duration.between(Instant.now(), grant.expiresAt().minus(BEFORE_THE_END)));
        asked = Instant.now();
        status = status(at, issuer, grant);
        if (status.filter(it -> it == 401).isPresent()) {
          traffic.refusedToTheEnd.incrementAndGet();
        }
        judge(at, revokedAt, issuer, grant, answered, asked, status);
        return;
      }
      if (judge(at, revokedAt, issuer, grant, answered, asked, status)) {
        return;
      }
      alwaysThere &= status.isPresent() && reach.since(at, revokedAt).isBefore(answered);
      Traffic.sleep(BETWEEN_TRIES);
      asked = Instant.now();
    }
  }

  /** Whether a revoked grant was accepted, or answered otherwise, that must not be any more. */
  private boolean judge(
      Fleet.Instance at,
      Fleet.Instance revokedAt,
      String issuer,
      Traffic.Grant grant,
      Instant answered,
      Instant asked,
      Optional<Integer> status) {
    Instant since = reach.since(at, revokedAt);
    Instant known = since.isAfter(answered) ? since : answered;
    if (!isGood(status)
        || since.equals(Instant.MAX)
        || !asked.isAfter(known.plus(reach.oldest()))) {
      return false;
    }
    if (!reach.hasRead(at, revokedAt, issuer, answered)) {
      traffic.late.incrementAndGet();
      return false;
    }
    boolean wrong = isGood(status(at, issuer, grant));
    if (wrong) {
      traffic.fail(
          traffic.revokedAccepted,
          "a grant of %s that was revoked elsewhere at %s, and can be read there since %s, is good after %s"
              .formatted(issuer, answered, since, asked));
    }
    return wrong;
  }

  private static boolean isGood(Optional<Integer> status) {
    return status.filter(it -> it != 401).isPresent();
  }

  private Optional<Integer> status(Fleet.Instance at, String issuer, Traffic.Grant grant) {
    return traffic
        .ask(() -> at.client(issuer).idToken(grant.value(), "rs256.example"))
        .map(Answer::status);
  }
}
