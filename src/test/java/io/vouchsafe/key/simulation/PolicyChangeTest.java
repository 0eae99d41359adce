package io.vouchsafe.key.simulation;

import static java.time.Duration.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.simulation.World.Admin;
import io.vouchsafe.key.simulation.World.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Changes of the times: which break the promise at once, and the steps that keep it. */
class PolicyChangeTest {
  private static final int RUNS = 80;
  private static final Duration MORE = Duration.ofSeconds(120);

  /** One settings file after the other; {@code pause} is what is waited before its roll-out. */
  private record Step(Duration pause, KeyPolicy policy) {}

  /** The first is in force from the start. */
  private record Plan(KeyPolicy first, Step... steps) {}

  private static KeyPolicy policy(
      KeyPolicy of, Duration announce, Duration retire, Duration copy, Duration ttl) {
    return KeyPolicy.builder()
        .rotateEvery(announce.plus(retire).plus(Duration.ofMillis(1)))
        .announceFor(announce)
        .retireAfter(retire)
        .refresh(of.refresh())
        .maxRingAge(of.maxRingAge())
        .maxPublishedAge(of.maxPublishedAge())
        .longestCopy(copy)
        .clockError(of.clockError())
        .longestToken(ttl)
        .leeway(of.leeway())
        .build();
  }

  private static KeyPolicy announce(KeyPolicy of, Duration announce) {
    return policy(of, announce, of.retireAfter(), of.longestCopy(), of.longestToken());
  }

  private static KeyPolicy retire(KeyPolicy of, Duration retire) {
    return policy(of, of.announceFor(), retire, of.longestCopy(), of.longestToken());
  }

  private static KeyPolicy copy(KeyPolicy of, Duration copy) {
    return policy(of, of.announceFor(), of.retireAfter(), copy, of.longestToken());
  }

  private static KeyPolicy ttl(KeyPolicy of, Duration ttl) {
    return policy(of, of.announceFor(), of.retireAfter(), of.longestCopy(), ttl);
  }

  private static World changed(World world, Duration rollOut, Function<KeyPolicy, Plan> plan) {
    Plan planned = plan.apply(world.policy());
    List<Change> changes = new ArrayList<>();
    Duration begin = planned.first().rotateEvery();
    for (Step step : planned.steps()) {
      changes.add(
          new Change(begin.plus(step.pause()), rollOut, world.settings().with(step.policy())));
      begin = ZERO;
    }
    return world
        .with(world.settings().with(planned.first()), changes)
        .with(new Admin(4, 1, 0))
        .lasting(planned.first().rotateEvery().multipliedBy(3));
  }

  private static void holds(String name, Function<KeyPolicy, Plan> plan) {
    Runs all =
        Runs.of(
            name, RUNS, world -> changed(world, world.policy().refresh().multipliedBy(2), plan));
    assertEquals(Optional.empty(), all.broken(), all::failure);
  }

  private static void breaks(
      String name, Function<KeyPolicy, Duration> rollOut, Function<KeyPolicy, Plan> plan) {
    assertTrue(
        Runs.search(
                name,
                4 * RUNS,
                world -> changed(world, rollOut.apply(world.policy()), plan),
                Outcome::broken)
            .isPresent(),
        name + ": the simulation did not notice");
  }

  private static KeyPolicy longAnnouncement(KeyPolicy tight) {
    return announce(tight, tight.announceFor().plus(MORE));
  }

  private static Duration deathOfTokens(KeyPolicy policy) {
    return policy.longestToken().plus(policy.leeway()).plus(policy.clockError());
  }

  @Test
  void shorteningAnnounceForAtOnceBreaks() {
    breaks(
        "shorter announce-for at once",
        tight -> ZERO,
        tight -> new Plan(longAnnouncement(tight), new Step(ZERO, tight)));
  }

  @Test
  void shorteningAnnounceForBetweenALongerRetireAfterHolds() {
    holds(
        "shorter announce-for in steps",
        tight -> {
          KeyPolicy before = longAnnouncement(tight);
          Duration longer = tight.retireAfter().plus(MORE);
          return new Plan(
              before,
              new Step(ZERO, retire(before, longer)),
              new Step(tight.longestCopy(), retire(tight, longer)),
              new Step(deathOfTokens(tight), tight));
        });
  }

  @Test
  void lengtheningAnnounceForAtOnceBreaks() {
    breaks(
        "longer announce-for at once",
        tight -> ZERO,
        tight -> new Plan(tight, new Step(ZERO, longAnnouncement(tight))));
  }

  @Test
  void lengtheningAnnounceForRightAfterRetireAfterBreaks() {
    breaks(
        "longer announce-for without a pause",
        tight -> ZERO,
        tight -> {
          KeyPolicy later = retire(tight, tight.retireAfter().plus(MORE));
          return new Plan(tight, new Step(ZERO, later), new Step(ZERO, longAnnouncement(later)));
        });
  }

  @Test
  void lengtheningAnnounceForAfterALongerRetireAfterHolds() {
    holds(
        "longer announce-for in steps",
        tight -> {
          KeyPolicy later = retire(tight, tight.retireAfter().plus(MORE));
          return new Plan(
              tight,
              new Step(ZERO, later),
              new Step(tight.longestCopy(), longAnnouncement(later)),
              new Step(deathOfTokens(tight), longAnnouncement(tight)));
        });
  }

  @Test
  void shorteningRetireAfterAloneHolds() {
    holds(
        "shorter retire-after at once",
        tight -> new Plan(retire(tight, tight.retireAfter().plus(MORE)), new Step(ZERO, tight)));
  }

  @Test
  void shorteningRetireAfterTogetherWithTheLifetimeBreaks() {
    breaks(
        "shorter retire-after and lifetime at once",
        tight -> ZERO,
        tight -> new Plan(longTokens(tight), new Step(ZERO, tight)));
  }

  @Test
  void shorteningTheLifetimeFirstAndRetireAfterWhenTheOldTokensAreDeadHolds() {
    holds(
        "shorter lifetime, then retire-after",
        tight -> {
          KeyPolicy before = longTokens(tight);
          return new Plan(
              before,
              new Step(ZERO, ttl(before, tight.longestToken())),
              new Step(deathOfTokens(before), tight));
        });
  }

  private static KeyPolicy longTokens(KeyPolicy tight) {
    KeyPolicy roomy = retire(tight, tight.retireAfter().plus(MORE));
    return ttl(roomy, tight.longestToken().plus(MORE));
  }

  @Test
  void shorteningCopiesTogetherWithAnnounceForBreaks() {
    breaks(
        "shorter max-age and announce-for at once",
        tight -> ZERO,
        tight -> new Plan(longCopies(tight), new Step(ZERO, tight)));
  }

  @Test
  void shorteningCopiesFirstAndAnnounceForWhenTheOldCopiesAreGoneHolds() {
    holds(
        "shorter max-age, then announce-for in steps",
        tight -> {
          KeyPolicy before = longCopies(tight);
          Duration longer = tight.retireAfter().plus(MORE);
          return new Plan(
              before,
              new Step(ZERO, retire(longAnnouncement(tight), longer)),
              new Step(before.longestCopy(), retire(tight, longer)),
              new Step(deathOfTokens(tight), tight));
        });
  }

  @Test
  void lengtheningCopiesTogetherWithAnnounceForBreaksInASlowRollOut() {
    breaks(
        "longer max-age and announce-for at once",
        tight -> tight.announceFor().multipliedBy(2),
        tight -> new Plan(tight, new Step(ZERO, longCopies(tight))));
  }

  @Test
  void lengtheningCopiesAfterAnnounceForHolds() {
    holds(
        "longer announce-for in steps, then max-age",
        tight -> {
          KeyPolicy later = retire(tight, tight.retireAfter().plus(MORE));
          KeyPolicy longer = longAnnouncement(later);
          return new Plan(
              tight,
              new Step(ZERO, later),
              new Step(tight.longestCopy(), longer),
              new Step(ZERO, copy(longer, tight.longestCopy().plus(MORE))));
        });
  }

  private static KeyPolicy longCopies(KeyPolicy tight) {
    return copy(longAnnouncement(tight), tight.longestCopy().plus(MORE));
  }
}
