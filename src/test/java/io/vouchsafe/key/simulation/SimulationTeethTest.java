package io.vouchsafe.key.simulation;

import static java.time.Duration.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.simulation.World.Admin;
import io.vouchsafe.key.simulation.World.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The simulation finds a counterexample wherever a rule or an inequality is broken. */
class SimulationTeethTest {
  private static final int RUNS = 300;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static void bites(String name, UnaryOperator<World> variation) {
    bites(name, variation, Outcome::broken);
  }

  private static void bites(
      String name, UnaryOperator<World> variation, Predicate<Outcome> breach) {
    bites(name, RUNS, variation, breach);
  }

  private static void bites(
      String name, int runs, UnaryOperator<World> variation, Predicate<Outcome> breach) {
    Optional<Runs.Run> found = Runs.search(name, runs, variation, breach);
    assertTrue(found.isPresent(), name + ": the simulation did not notice");
  }

  /** What exceeds a term of {@code retire-after} must use up its spare ring age first. */
  private static Duration moreThanSpare(World world) {
    return world.policy().maxRingAge().plusSeconds(2);
  }

  @Test
  void announceForTooShortForTheCopies() {
    bites("copies a second older than m", world -> world.with(Excess.copies(SECOND)));
  }

  @Test
  void announceForTooShortForTheRings() {
    bites("rings a second older than s", world -> world.with(Excess.published(SECOND)));
  }

  @Test
  void announceForTooShortForTheStandbys() {
    bites("standbys that lag a second more", world -> world.with(Excess.lag(SECOND)));
  }

  @Test
  void announceForTooShortForTheClocks() {
    bites(
        "clocks off by 0.9 s more, unnoticed",
        world -> world.with(Excess.clocks(Duration.ofMillis(900))));
  }

  @Test
  void announceForTooShortForClocksThatStepWithinTheirError() {
    bites("clocks that step", World::withSteppingClocks);
  }

  @Test
  void retireAfterTooShortForTheTokens() {
    bites("tokens too long", world -> world.with(Excess.tokens(moreThanSpare(world))));
  }

  @Test
  void retireAfterTooShortForTheLeeway() {
    bites("leeway too long", world -> world.with(Excess.leeway(moreThanSpare(world))));
  }

  @Test
  void retirementOneTokenLifetimeTooEarly() {
    bites(
        "retirement too early",
        world -> world.with(WorseRules.retireEarly(world.policy().longestToken())));
  }

  @Test
  void ringsThatSignLongerThanVersionsArePublished() {
    bites(
        "rings too old to sign",
        world ->
            world.with(
                WorseRules.signWithRingsUpTo(
                    world.policy().announceFor().plus(world.policy().retireAfter()))));
  }

  @Test
  void ringsThatSignForGood() {
    bites(
        "no limit to a ring's age",
        world -> world.with(WorseRules.signWithRingsUpTo(Duration.ofDays(1))));
  }

  @Test
  void rotationsSoonerThanAnnounceForPlusRetireAfter() {
    bites(
        "somebody else rotates too",
        world -> world.with(new Admin(3, 0, 0)).withRotators(1),
        outcome -> outcome.mostListed() > 2);
  }

  @Test
  void versionsThatAreNeverRetired() {
    bites(
        "no retirement",
        world -> world.with(Admin.ABSENT).withRotators(1).with(WorseRules.NEVER_RETIRE),
        outcome -> outcome.mostListed() > 2);
  }

  @Test
  void aJwksOfTheNewestEightVersions() {
    bites("newest eight", world -> world.with(Admin.storming(3)).with(SimplerBounds.NEWEST_EIGHT));
  }

  /** A standby that lags hides the third newer version from who signs. */
  @Test
  void skippingUntilAVersionIsAboutToSign() {
    bites(
        "skipping for all of announce-for",
        10 * RUNS,
        world -> world.with(Admin.storming(3)).with(SimplerBounds.SKIP_UNTIL_IT_SIGNS),
        Outcome::broken);
  }

  /** So what bites above is the bound, and not how it is written down. */
  @Test
  void theRuleOfProductionWrittenDownOnceMore() {
    Runs runs =
        Runs.of(
            "the rule of production",
            RUNS,
            world -> world.with(Admin.storming(3)).with(SimplerBounds.SKIP_AS_IN_PRODUCTION));
    assertEquals(Optional.empty(), runs.broken(), runs::failure);
  }

  @Test
  void noBoundAtAll() {
    bites(
        "no bound",
        world -> world.with(Admin.storming(3)).with(SimplerBounds.NONE),
        outcome -> outcome.mostPublished() > 30);
  }

  @Test
  void signingWithLatest() {
    bites("sign with latest", world -> world.with(WorseRules.SIGN_WITH_LATEST));
  }

  @Test
  void aRotationBetweenChoosingTheKidAndSigning() {
    bites(
        "kid before signature",
        world -> world.with(WorseRules.KID_BEFORE_SIGNATURE),
        outcome ->
            outcome.violations().stream()
                .anyMatch(violation -> violation.what().equals("kid and signature differ")));
  }

  @Test
  void aJwksThatDropsTheOldVersionAtRotation() {
    bites("drop at rotation", world -> world.with(WorseRules.DROP_OLD_AT_ROTATION));
  }

  @Test
  void anOutageAtTheFirstReading() {
    bites(
        "empty JWKS",
        world -> world.with(WorseRules.PUBLISH_WHAT_THERE_IS),
        outcome ->
            outcome.violations().stream()
                .anyMatch(violation -> violation.what().equals("empty JWKS")));
  }

  @Test
  void aKeyAddedToAYoungIssuerThatSignsAtOnce() {
    bites(
        "founding for as long as announce-for",
        world ->
            Worlds.withLaterKey(world, world.policy().announceFor().dividedBy(3))
                .with(WorseRules.FOUNDING_FOR_LONG));
  }

  @Test
  void aRestartThatReadsTheNewKeyFirst() {
    bites(
        "founding in a ring that lacks a key",
        world ->
            Worlds.withLaterKey(world, world.policy().announceFor().plusSeconds(5))
                .with(WorseRules.FOUNDING_FOR_LONG));
  }

  @Test
  void aJwksThatFollowsAClockThatIsFarOff() {
    bites(
        "publish by a wrong clock",
        world ->
            world
                .with(Excess.clocks(world.policy().maxRingAge().plusSeconds(5)))
                .with(WorseRules.PUBLISH_BY_A_WRONG_CLOCK));
  }

  /** Lowering a minimum takes a revocation back as abruptly as the revocation came. */
  @Test
  void aRevocationTakenBack() {
    bites(
        "revocation taken back",
        world -> world.with(new Admin(0, 6, 2)),
        outcome -> outcome.violations().stream().anyMatch(v -> revived(outcome, v)));
  }

  private static boolean revived(Outcome outcome, Violation violation) {
    return outcome.revocations().stream()
        .anyMatch(
            revocation ->
                violation.token().stream()
                    .filter(token -> revocation.gone().contains(token.kid()))
                    .anyMatch(token -> token.left().isAfter(revocation.at())));
  }

  /** The key was made with the issuer, but no JWKS held it until now. */
  @Test
  void anOldKeyThatIsConfiguredAndAskedForAtOnce() {
    bites(
        "algorithm in one step",
        world ->
            world
                .with(Map.of(KeyRole.RS256, ZERO, KeyRole.ES256, ZERO))
                .with(
                    KeyRoles.RS256_ONLY.settings(world.policy()),
                    List.of(
                        new Change(
                            world.policy().announceFor(),
                            ZERO,
                            KeyRoles.BOTH.settings(world.policy())))));
  }
}
