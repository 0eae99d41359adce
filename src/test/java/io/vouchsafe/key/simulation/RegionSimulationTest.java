package io.vouchsafe.key.simulation;

import static io.vouchsafe.key.simulation.Regions.A;
import static io.vouchsafe.key.simulation.Regions.B;
import static io.vouchsafe.key.simulation.Regions.C;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.key.simulation.World.Admin;
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

  @Test
  void aRegionIsAdded() {
    holds(
        "a region is added",
        100,
        world -> RegionWorlds.adding(world, policy -> Runbook.add(C, policy)));
  }

  @Test
  void aRegionWhoseKeysAreOldIsAdded() {
    holds(
        "a region with old keys is added",
        100,
        world ->
            RegionWorlds.adding(
                world,
                policy ->
                    Runbook.add(C, policy)
                        .waiting(Runbook.Action.READ, policy.announceFor().plusSeconds(10))));
  }

  /** Its keys wait for {@code announce-for}, and others' sign meanwhile. */
  @Test
  void aNewRegionWhoseInstancesStartFirst() {
    holds("a new region starts first", 100, RegionWorlds::addingInAnyOrder);
  }

  @Test
  void aRegionIsRemoved() {
    holds(
        "a region is removed",
        100,
        world -> RegionWorlds.changing(world, policy -> Runbook.remove(A, policy)));
  }

  @Test
  void aRegionIsLost() {
    holds(
        "a region is lost",
        100,
        world -> RegionWorlds.changing(world, policy -> Runbook.lost(B, policy)));
  }
}
