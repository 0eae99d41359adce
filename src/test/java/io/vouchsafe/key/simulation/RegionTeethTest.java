package io.vouchsafe.key.simulation;

import static io.vouchsafe.key.simulation.Regions.A;
import static io.vouchsafe.key.simulation.Regions.C;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.simulation.Runbook.Action;
import io.vouchsafe.key.simulation.World.Admin;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The simulation finds a counterexample wherever a rule or a runbook for regions is broken. */
@Tag("slow")
class RegionTeethTest {
  private static final Duration A_LITTLE = Duration.ofSeconds(2);

  private static void bites(String name, UnaryOperator<World> variation) {
    bites(name, 300, variation);
  }

  private static void bites(String name, int runs, UnaryOperator<World> variation) {
    assertTrue(
        Runs.search(name, runs, variation, Outcome::broken).isPresent(),
        name + ": the simulation did not notice");
  }

  private static Duration lessALittle(Duration pause) {
    return pause.compareTo(A_LITTLE) < 0 ? Duration.ZERO : pause.minus(A_LITTLE);
  }

  @Test
  void aRegionThatIsDroppedOnAnError() {
    bites("dropped on error", world -> RegionWorlds.of(world).with(WorseRegionRules.DROP_ON_ERROR));
  }

  @Test
  void anAgeThatIsHomesAlone() {
    bites(
        "the age of home alone",
        world -> RegionWorlds.of(world).with(WorseRegionRules.AGE_OF_HOME_ALONE));
  }

  @Test
  void aJwksThatLacksARegionAndMayBeKept() {
    bites(
        "kept though a region is missing",
        world -> RegionWorlds.of(world).with(WorseRegionRules.KEEP_WHAT_LACKS_A_REGION));
  }

  @Test
  void aFailOverToAVersionThatIsNotPublished() {
    bites(
        "fail-over to the newest version",
        world -> RegionWorlds.of(world).with(WorseRegionRules.FAIL_OVER_TO_LATEST));
  }

  @Test
  void aDocumentThatIsUsedAtOnceAndTooOld() {
    bites(
        "of use for longer than announce-for - e",
        world -> RegionWorlds.of(world).with(WorseRegionRules.USABLE_FOR_LONGER));
  }

  private static World withGrants(World world) {
    World regions = RegionWorlds.of(world);
    return regions.settings().roles().contains(KeyRole.GRANT)
        ? regions
        : regions.with(regions.settings().withGrants(), List.of());
  }

  @Test
  void aGrantThatIsRefusedThoughARegionsReadingIsOld() {
    bites(
        "unknown grants are refused",
        world -> withGrants(world).with(WorseRegionRules.REFUSE_WHAT_IS_UNKNOWN));
  }

  @Test
  void aGrantThatIsRefusedThoughARegionsReadingIsOlderThanS() {
    bites(
        "unknown grants are refused beyond s",
        world -> withGrants(world).with(WorseRegionRules.REFUSE_BEYOND_S));
  }

  @Test
  void foundingThatIsJudgedAtHome() {
    bites(
        "founding by home's keys",
        world -> RegionWorlds.addingInAnyOrder(world).with(WorseRegionRules.FOUNDING_AT_HOME));
  }

  @Test
  void foundingThatIsJudgedThoughNotAllWereRead() {
    bites(
        "founding by the keys that were read",
        world ->
            RegionWorlds.addingInAnyOrder(world).with(WorseRegionRules.FOUNDING_BY_WHAT_WAS_READ));
  }

  @Test
  void aNewRegionThatOthersReadTooLate() {
    bites(
        "read too late",
        world ->
            RegionWorlds.addingAtOnce(
                world,
                policy ->
                    Runbook.addInAnyOrder(C)
                        .waiting(Action.READ_AND_SIGN, Runbook.lastRoom(policy).plus(A_LITTLE))));
  }

  @Test
  void aNewRegionsInstancesThatStartTooEarly() {
    bites(
        "started too early",
        world ->
            RegionWorlds.addingAtOnce(
                world,
                policy ->
                    Runbook.addOld(C, policy)
                        .waiting(Action.START, lessALittle(policy.longestCopy()))));
  }

  @Test
  void aNewRegionThatOthersSignInAsSoonAsTheyReadIt() {
    bites(
        "sign with the first roll-out",
        world ->
            RegionWorlds.adding(
                world,
                policy -> Runbook.addOld(C, policy).with(Action.READ, Action.READ_AND_SIGN)));
  }

  @Test
  void aRegionThatIsRemovedTooEarly() {
    bites(
        "removed too early",
        world ->
            RegionWorlds.changingAtOnce(
                world,
                policy ->
                    Runbook.remove(A, policy)
                        .waiting(Action.REMOVE, lessALittle(Runbook.lastToken(policy)))));
  }

  @Test
  void aRegionThatIsRemovedWhileOthersMaySignThere() {
    bites(
        "removed while others sign there",
        world ->
            RegionWorlds.changing(
                world, policy -> Runbook.remove(A, policy).without(Action.SIGN_NO_MORE)));
  }

  @Test
  void aLostRegionThatIsRemovedTooEarly() {
    bites(
        "a lost region removed too early",
        world ->
            RegionWorlds.changingAtOnce(
                world,
                policy ->
                    Runbook.lost(A, policy)
                        .waiting(Action.REMOVE, lessALittle(Runbook.lastToken(policy)))));
  }

  /** Without the oldest region, what is new looks as if it had come with the issuer. */
  @Test
  void theOldestRegionThatIsRemovedRightAfterANewOneWasAdded() {
    bites("moved in a hurry", RegionWorlds::movingInAHurry);
  }

  @Test
  void aVaultThatIsRestoredWithoutAVersionThatSigned() {
    bites(
        "restored from an old snapshot",
        world ->
            RegionWorlds.of(world)
                .with(
                    Admin.restoring(
                        world.policy().announceFor().plus(world.policy().retireAfter()))));
  }
}
