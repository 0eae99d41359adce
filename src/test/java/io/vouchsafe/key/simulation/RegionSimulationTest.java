package io.vouchsafe.key.simulation;

import static io.vouchsafe.key.simulation.Regions.A;
import static io.vouchsafe.key.simulation.Regions.B;
import static io.vouchsafe.key.simulation.Regions.C;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.key.simulation.World.Admin;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promise of the life of keys, where several regions have Vaults of their own. */
@Tag("slow")
class RegionSimulationTest {
  private static void holds(String name, int runs, UnaryOperator<World> variation) {
    Runs all = Runs.of(name, runs, variation);
    assertEquals(Optional.empty(), all.broken(), all::failure);
  }

  @Test
  void everyTokenOfEveryRegionVerifiesAgainstEveryCopy() {
    holds("regions", 300, RegionWorlds::of);
  }

  @Test
  void rotationsOfAnyFrequencyInEveryRegionHurtNobody() {
    holds("rotations in regions", 100, world -> RegionWorlds.of(world).with(Admin.storming(3)));
  }

  /** Nobody signs there, and nobody drops what it has by a clock that is not its own. */
  @Test
  void aVaultWhoseClockIsFarOffHurtsNobody() {
    holds(
        "Vaults' clocks far off",
        60,
        world -> {
          World regions = RegionWorlds.of(world);
          return regions.with(regions.regions().withVaultClocks(Duration.ofMinutes(1)));
        });
  }

  /** No version is lost that may have signed. */
  @Test
  void aVaultThatIsRestoredFromAYoungSnapshotHurtsNobody() {
    holds(
        "Vaults restored",
        60,
        world -> RegionWorlds.of(world).with(Admin.restoring(RegionWorlds.oldestSnapshot(world))));
  }

  @Test
  void clocksThatStepWithinTheirErrorHurtNobodyWhereThereIsRoomForThree() {
    holds("clocks that step in regions", 60, RegionWorlds::withSteppingClocks);
  }

  @Test
  void aRevocationInOneRegionHurtsNewTokensNoLongerThanElsewhere() {
    Runs runs =
        Runs.of(
            "revocations in regions", 60, world -> RegionWorlds.of(world).with(new Admin(2, 0, 2)));
    runs.all().forEach(Revocations::areBounded);
  }

  @Test
  void aRegionIsAdded() {
    holds(
        "a region is added",
        60,
        world -> RegionWorlds.adding(world, policy -> Runbook.add(C, policy)));
  }

  @Test
  void aRegionWhoseKeysAreOldIsAdded() {
    holds(
        "a region with old keys is added",
        60,
        world -> RegionWorlds.adding(world, policy -> Runbook.addOld(C, policy)));
    holds(
        "a region with old keys is added at once",
        60,
        world -> RegionWorlds.addingAtOnce(world, policy -> Runbook.addOld(C, policy)));
  }

  /** Its keys wait for {@code announce-for}, and others' sign meanwhile. */
  @Test
  void aNewRegionWhoseInstancesStartFirst() {
    holds("a new region starts first", 60, RegionWorlds::addingInAnyOrder);
  }

  @Test
  void aRegionIsRemoved() {
    holds(
        "a region is removed",
        100,
        world -> RegionWorlds.changing(world, policy -> Runbook.remove(A, policy)));
    holds(
        "a region is removed at once",
        100,
        world -> RegionWorlds.changingAtOnce(world, policy -> Runbook.remove(A, policy)));
  }

  @Test
  void aRegionIsLost() {
    holds(
        "a region is lost",
        100,
        world -> RegionWorlds.changing(world, policy -> Runbook.lost(B, policy)));
    holds(
        "a region is lost, and removed at once",
        100,
        world -> RegionWorlds.changingAtOnce(world, policy -> Runbook.lost(B, policy)));
  }

  /** The new region is added, then the oldest one is removed. */
  @Test
  void aRegionMoves() {
    holds("a region moves", 60, RegionWorlds::moving);
  }
}
