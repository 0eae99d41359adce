package io.vouchsafe.caller.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.caller.simulation.Ledger.Verdict;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promise of revoked grants, in worlds where every clock and every bound is as configured. */
@Tag("slow")
class RevocationSimulationTest {
  private static Runs holds(String name, int runs, LongFunction<World> worlds) {
    Runs all = Runs.of(name, runs, worlds);
    assertEquals(Optional.empty(), all.broken(), all::failure);
    for (Verdict verdict : Verdict.values()) {
      assertEquals(
          verdict != Verdict.UNKNOWN, all.judged(verdict) > 0, () -> name + ": " + verdict);
    }
    for (Verdict verdict : Set.of(Verdict.UNKNOWN, Verdict.UNAVAILABLE)) {
      assertTrue(
          all.judgedOfStrangers(verdict) > 0, () -> name + ": no stranger's grant is " + verdict);
    }
    return all;
  }

  @Test
  void whatIsRevokedIsRefusedInTimeAndNothingElse() {
    holds("grants revoked within an hour", 80, World::ofAnHour);
  }

  @Test
  void whatARegionRevokesIsRefusedByWhoeverCanReadItAndNobodyTrustsAnOldListOfTheSigner() {
    holds("regions", 25, seed -> World.ofAnHour(seed).withRegions(seed));
  }

  @Test
  void noEntryIsRemovedBeforeTheLastGrantThatItCoversHasExpired() {
    Runs runs = holds("grants revoked, for a week", 30, World::ofAWeek);
    assertTrue(runs.sum(Outcome::removed) > 0, "no entry was removed");
  }

  @Test
  void withoutTheKvMountNoGrantIsAcceptedAndTheKeysGoOn() {
    holds("the KV mount is away", 25, seed -> World.ofAnHour(seed).withoutKv());
  }

  /** So what bites elsewhere is what was left out, and not how the rules are written down. */
  @Test
  void theRulesWrittenDownOnceMore() {
    holds(
        "the rules once more",
        25,
        seed -> World.ofAnHour(seed).with(SimplerRules.AS_IN_PRODUCTION));
    holds(
        "the rules once more, in regions",
        8,
        seed -> World.ofAnHour(seed).withRegions(seed).with(SimplerRules.AS_IN_PRODUCTION));
  }
}
