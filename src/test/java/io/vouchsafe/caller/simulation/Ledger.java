package io.vouchsafe.caller.simulation;

import io.vouchsafe.caller.SimulatedCaller;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was granted and revoked, and every judgement that was not as promised. */
final class Ledger {
  /**
   * A grant that was made.
   *
   * @param issuedAt by its maker's clock, as its end is
   */
  record Grant(
      String jwt,
      Kid kid,
      Region signedIn,
      String id,
      String broker,
      String sub,
      Instance maker,
      Instant asked,
      Instant answered,
      Instant issuedAt,
      Instant expiresAt) {
    @Override
    public String toString() {
      return "grant of %s for %s by %s under %s, asked %s, answered %s, ends %s"
          .formatted(broker, sub, maker.name(), kid.value(), asked, answered, expiresAt);
    }
  }

  /** A revocation that was asked for: of the grant {@code id}, or of all of {@code sub}. */
  static final class Revocation {
    private final Instance at;
    private final int life;
    private final String broker;
    private final Optional<String> id;
    private final String sub;
    private final Instant asked;
    private Optional<Instant> answered = Optional.empty();

    Revocation(Instance at, String broker, Optional<String> id, String sub, Instant asked) {
      this.at = at;
      this.life = at.life();
      this.broker = broker;
      this.id = id;
      this.sub = sub;
      this.asked = asked;
    }

    void answered(Instant now) {
      answered = Optional.of(now);
    }

    private boolean concerns(Grant grant) {
      return broker.equals(grant.broker())
          && id.map(grant.id()::equals).orElse(sub.equals(grant.sub()));
    }

    /** Whether the grant has to be refused once this was answered. */
    private boolean has(Grant grant, Duration clocksApart) {
      Duration apart = grant.maker() == at ? Duration.ZERO : clocksApart;
      return concerns(grant) && (id.isPresent() || !grant.answered().isAfter(asked.minus(apart)));
    }

    /** Whether the grant may be refused for it. */
    private boolean mayHave(Grant grant, Duration clocksApart) {
      Duration apart = grant.maker() == at ? Duration.ZERO : clocksApart;
      boolean after = grant.asked().isAfter(asked.plus(apart).plusSeconds(1));
      boolean afterTheAnswer =
          grant.maker() == at && answered.filter(it -> !it.isAfter(grant.asked())).isPresent();
      return concerns(grant) && (id.isPresent() || !after && !afterTheAnswer);
    }

    @Override
    public String toString() {
      return "revocation of %s by %s at %s (life %d), asked %s, answered %s"
          .formatted(
              id.map(it -> "one grant").orElse(sub), broker, at.name(), life, asked, answered);
    }
  }

  /** What an instance says of a grant. */
  enum Verdict {
    ACCEPTED,
    REVOKED,
    UNAVAILABLE,
    ENDED,

    /** Refused, as no reading has its key. */
    UNKNOWN
  }

  private final World world;
  private final List<Grant> grants = new ArrayList<>();
  private final List<Revocation> revocations = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private final Map<Verdict, Integer> strangers = new EnumMap<>(Verdict.class);
  private int removed;

  Ledger(World world) {
    this.world = world;
  }

  void made(Grant grant) {
    grants.add(grant);
  }

  void asked(Revocation revocation) {
    revocations.add(revocation);
  }

  List<Grant> grants() {
    return grants;
  }

  private Duration clocksApart() {
    return world.grants().clockError().multipliedBy(2);
  }

  /** An instance judged a grant. */
  void judged(Instance by, Grant grant, Verdict verdict, Instant now) {
    verdicts.merge(verdict, 1, Integer::sum);
    switch (verdict) {
      case ACCEPTED -> {
        revocations.stream()
            .filter(it -> it.has(grant, clocksApart()))
            .filter(it -> mustRefuse(by, it, grant, now))
            .findFirst()
            .ifPresent(it -> violated("a revoked grant is accepted", by, grant, now, it));
        requireTrusted(by, grant, now);
      }
      case REVOKED -> {
        if (revocations.stream().noneMatch(it -> it.mayHave(grant, clocksApart()))) {
          violated("a grant that nobody revoked is refused", by, grant, now, "");
        }
        requireTrusted(by, grant, now);
      }
      case UNAVAILABLE -> {
        if (trusted(by, grant, now) && by.trustsKeyOf(grant)) {
          violated("a list that is good is not trusted", by, grant, now, "");
        }
      }
      case ENDED -> {}
      case UNKNOWN -> violated("a grant is refused as if nobody had its key", by, grant, now, "");
    }
  }

  /** An instance judged what looks like a grant, under a key that no Vault has. */
  void judgedOfAStranger(Instance by, Verdict verdict, Instant now) {
    strangers.merge(verdict, 1, Integer::sum);
    Verdict right = by.knowsAllKeys() ? Verdict.UNKNOWN : Verdict.UNAVAILABLE;
    if (verdict != right) {
      violated("a stranger gets %s, not %s, by %s at %s".formatted(verdict, right, by.name(), now));
    }
  }

  private boolean mustRefuse(Instance by, Revocation it, Grant grant, Instant now) {
    if (it.answered.isEmpty()) {
      return false;
    }
    Instant answered = it.answered.get();
    Instant everywhere = answered.plus(world.lag());
    Duration bound = world.grants().refresh().multipliedBy(11).dividedBy(10);
    Sight sight = by.of(it.at.home());
    boolean readSince = sight.listed().filter(listed -> !listed.isBefore(everywhere)).isPresent();
    boolean couldRead =
        !sight.readsSince().isAfter(answered)
            && now.isAfter(everywhere.plus(bound).plus(world.timeout().multipliedBy(2)));
    boolean tooLate =
        grant.signedIn().equals(it.at.home()) && now.isAfter(everywhere.plus(world.listIsGood()));
    return by == it.at && by.life() == it.life || readSince || couldRead || tooLate;
  }

  /** Whether the list of the region whose key signed it is good, and all others were asked for. */
  private boolean trusted(Instance by, Grant grant, Instant now) {
    return by.sights().stream().allMatch(Sight::asked)
        && by.of(grant.signedIn())
            .listed()
            .filter(it -> !it.plus(world.listIsGood()).isBefore(now))
            .isPresent();
  }

  private void requireTrusted(Instance by, Grant grant, Instant now) {
    if (!trusted(by, grant, now)) {
      violated("judged by a list that was not read, or is too old", by, grant, now, "");
    }
  }

  private void violated(String what, Instance by, Grant grant, Instant now, Object why) {
    violations.add(
        "%s at %s, %s (life %d)\n    %s\n    %s"
            .formatted(what, now, by.name(), by.life(), grant, why));
  }

  /** The rotator removed an entry: nobody may accept any more what it revokes. */
  void removed(String name, Instant now) {
    removed++;
    Instant earliest = now.minus(clocksApart());
    grants.stream()
        .filter(
            it ->
                SimulatedCaller.revokes(
                    name, it.broker(), it.id(), it.sub(), Optional.of(it.issuedAt())))
        .filter(it -> it.expiresAt().isAfter(earliest))
        .findFirst()
        .ifPresent(
            it ->
                violations.add(
                    "the entry of a living grant was removed at %s\n    %s".formatted(now, it)));
  }

  /**
   * Whether {@code at} answered at this instant that all of a workload is revoked, and no instance
   * whose clock is ahead of its own did so just before.
   */
  boolean revokedHere(Instance at, String broker, String sub, Instant answered) {
    List<Revocation> same =
        revocations.stream()
            .filter(it -> it.id.isEmpty() && it.broker.equals(broker) && it.sub.equals(sub))
            .toList();
    Instant ahead = answered.minus(clocksApart()).minusSeconds(1);
    return same.stream().anyMatch(it -> it.at == at && it.answered.equals(Optional.of(answered)))
        && same.stream().noneMatch(it -> it.at != at && it.asked.isAfter(ahead));
  }

  void violated(String what) {
    violations.add(what);
  }

  Outcome outcome() {
    return new Outcome(
        List.copyOf(violations),
        grants.size(),
        (int) revocations.stream().filter(it -> it.answered.isPresent()).count(),
        removed,
        Map.copyOf(verdicts),
        Map.copyOf(strangers));
  }
}
