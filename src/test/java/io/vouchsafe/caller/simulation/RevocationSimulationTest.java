package io.vouchsafe.caller.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.caller.simulation.Ledger.Verdict;
import java.util.Optional;
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
      assertTrue(all.judged(verdict) > 0, () -> name + ": never " + verdict);
    }
    return all;
  }

  @Test
  void whatIsRevokedIsRefusedInTimeAndNothingElse() {
    holds("grants revoked within an hour", 80, World::ofAnHour);
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
  }
}
