package io.vouchsafe.key.simulation;

import static java.time.Duration.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.simulation.World.Admin;
import io.vouchsafe.key.simulation.World.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promise of the life of keys, in worlds where every inequality of the policy holds. */
@Tag("slow")
class KeySimulationTest {
  private static void holds(String name, int runs, UnaryOperator<World> variation) {
    Runs all = Runs.of(name, runs, variation);
    assertEquals(Optional.empty(), all.broken(), all::failure);
  }

  private static void neverLists(
      int versions, String name, int runs, UnaryOperator<World> variation) {
    Runs all = Runs.of(name, runs, variation);
    all.all()
        .forEach(
            run ->
                assertTrue(
                    run.outcome().mostListed() <= versions,
                    () -> name + ": -Dsimulation.seed=" + run.seed()));
  }

  @Test
  void everyTokenVerifiesAgainstEveryCopyThatAVerifierCanHold() {
    holds("sound worlds", 1500, UnaryOperator.identity());
  }

  @Test
  void fiftyVersionsInOneGoHurtNobody() {
    holds("fifty versions", 15, world -> world.with(new Admin(40, 0, 0)));
  }

  @Test
  void rotationsOfAnyFrequencyHurtNobodyAndLeaveFewVersionsPublished() {
    Runs all = Runs.of("rotations of any frequency", 1500, world -> world.with(Admin.storming(3)));
    assertEquals(Optional.empty(), all.broken(), all::failure);
    all.all().forEach(KeySimulationTest::publishesFew);
  }

  private static void publishesFew(Runs.Run run) {
    int most = Worlds.of(run.seed()).policy().mostPublished().orElse(Integer.MAX_VALUE);
    assertTrue(
        run.outcome().mostPublished() <= most,
        () ->
            "-Dsimulation.seed=%d: %d versions of a key were published, and %d is the bound"
                .formatted(run.seed(), run.outcome().mostPublished(), most));
  }

  /** Who cannot read for longer than versions live does not know that one was skipped. */
  @Test
  void rotationsOfAnyFrequencyHurtNobodyWhoseRingIsOld() {
    holds(
        "rotations of any frequency, old rings",
        300,
        world -> Worlds.withOldRings(world).with(Admin.storming(3)));
  }

  @Test
  void anInstanceWhoseClockIsFarOffHurtsNobody() {
    Excess farOff = Excess.clocks(Duration.ofMinutes(1));
    holds("clocks far off", 80, world -> world.with(farOff));
  }

  @Test
  void ourOwnScheduleHasTwoVersionsAtMostAndOneMoreForARace() {
    UnaryOperator<World> undisturbed = world -> world.with(Admin.ABSENT).withLag(ZERO);
    neverLists(2, "one rotator", 60, world -> undisturbed.apply(world).withRotators(1));
    neverLists(3, "two rotators", 60, world -> undisturbed.apply(world).withRotators(2));
  }

  /** {@code r} in {@code retire-after} is to spare: before it matters, the ring is too old. */
  @Test
  void retireAfterHasARingAgeToSpare() {
    holds(
        "tokens that live longer by r",
        80,
        world -> world.with(Excess.tokens(world.policy().maxRingAge())));
  }

  /** Up to {@code announce-for} at least: until then the old version is not over anywhere. */
  @Test
  void ringsOlderThanTheyMayBeHurtNobodyForAWhile() {
    holds(
        "rings that sign for announce-for",
        80,
        world -> world.with(WorseRules.signWithRingsUpTo(world.policy().announceFor())));
  }

  @Test
  void aKeyAddedToAYoungIssuerHurtsNobody() {
    holds(
        "ES256 added to a young issuer",
        80,
        world -> Worlds.withLaterKey(world, world.policy().announceFor().dividedBy(3)));
  }

  @Test
  void aKeyAddedToAnOldIssuerHurtsNobody() {
    holds(
        "ES256 added to an old issuer",
        80,
        world -> Worlds.withLaterKey(world, world.policy().announceFor().plusSeconds(5)));
  }

  @Test
  void anAlgorithmThatIsPublishedBeforeItIsAskedForHurtsNobody() {
    holds("algorithm in two steps", 80, KeySimulationTest::algorithmInTwoSteps);
  }

  private static World algorithmInTwoSteps(World world) {
    KeyPolicy policy = world.policy();
    Duration rollOut = policy.refresh().multipliedBy(2);
    return world
        .with(Map.of(KeyRole.RS256, ZERO, KeyRole.ES256, ZERO))
        .with(
            KeyRoles.RS256_ONLY.settings(policy),
            List.of(
                new Change(
                    policy.announceFor(), rollOut, KeyRoles.ES256_PUBLISHED.settings(policy)),
                new Change(policy.longestCopy(), rollOut, KeyRoles.BOTH.settings(policy))));
  }

  @Test
  void aRevocationHurtsNewTokensForOneRingAndOneCopyAndNoLonger() {
    Runs runs = Runs.of("revocations", 100, world -> world.with(new Admin(2, 0, 2)));
    runs.all().forEach(Revocations::areBounded);
  }

  @Test
  void theServiceSignsWithWhatARevocationLeaves() {
    Runs runs = Runs.of("after revocations", 40, world -> world.with(new Admin(0, 0, 1)));
    long signed =
        runs.all().stream()
            .map(Runs.Run::outcome)
            .filter(outcome -> signsSoonAfter(outcome, outcome.revocations().getFirst().at()))
            .count();
    assertTrue(signed > runs.all().size() * 2 / 3, () -> "only in " + signed + " runs");
  }

  private static boolean signsSoonAfter(Outcome outcome, Instant revoked) {
    Instant soon = revoked.plusSeconds(60);
    Set<?> gone = outcome.revocations().getFirst().gone();
    return outcome.allTokens().stream()
        .filter(token -> token.left().isAfter(revoked) && token.left().isBefore(soon))
        .anyMatch(token -> !gone.contains(token.kid()));
  }
}
