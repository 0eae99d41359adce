package io.vouchsafe.caller.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.caller.simulation.SimplerRules.Flaw;
import java.time.Duration;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** The simulation finds a counterexample wherever a rule is broken. */
class RevocationTeethTest {
  private static final int RUNS = 100;
  private static final String ACCEPTED = "a revoked grant is accepted";
  private static final String NOT_READ = "judged by a list that was not read";

  private static void bites(String name, LongFunction<World> worlds, String words) {
    assertTrue(
        Runs.search(name, RUNS, worlds, words).isPresent(),
        () -> name + ": the simulation did not notice");
  }

  private static void bites(String name, Rules rules, String words) {
    bites(name, seed -> World.ofAnHour(seed).with(rules), words);
  }

  @Test
  void anOlderListThatReplacesANewerOne() {
    bites("older lists", SimplerRules.with(Flaw.OLDER_LISTS_REPLACE_NEWER), ACCEPTED);
  }

  @Test
  void acceptingBeforeTheFirstReading() {
    bites(
        "before the first reading",
        SimplerRules.with(Flaw.ACCEPT_BEFORE_THE_FIRST_READING),
        NOT_READ);
  }

  @Test
  void aListThatIsTrustedForEver() {
    bites("old lists", SimplerRules.with(Flaw.TRUST_A_LIST_FOR_EVER), NOT_READ);
  }

  @Test
  void aRevocationOfASubjectWithoutItsInstant() {
    bites(
        "subjects for good",
        SimplerRules.with(Flaw.SUBJECTS_WITHOUT_AN_INSTANT),
        "a grant that nobody revoked is refused");
  }

  /** A standby that lags, or a reading that began before, does not have it. */
  @Test
  void forgettingWhatWasRevokedHere() {
    bites(
        "own revocations forgotten",
        SimplerRules.with(Flaw.FORGET_WHAT_WAS_REVOKED_HERE),
        ACCEPTED);
  }

  private static void bitesInRegions(String name, Rules rules, String words) {
    bites(name, seed -> World.ofAnHour(seed).withRegions(seed).with(rules), words);
  }

  @Test
  void refusingAGrantUnderAnUnknownKeyWhileARegionIsAway() {
    bitesInRegions(
        "unknown keys are refused",
        new Rules() {
          @Override
          public boolean refusesUnknownKeys() {
            return true;
          }
        },
        "a grant is refused as if nobody had its key");
  }

  @Test
  void acceptingBeforeEveryRegionWasAsked() {
    bitesInRegions(
        "before every region was asked",
        SimplerRules.with(Flaw.WAIT_FOR_THE_SIGNERS_LIST_ALONE),
        NOT_READ);
  }

  @Test
  void lookingAtHomesListAlone() {
    bitesInRegions("home's list alone", SimplerRules.with(Flaw.LOOK_AT_HOMES_LIST_ALONE), ACCEPTED);
  }

  @Test
  void aListOfTheSignersRegionThatIsTrustedAsLongAsHomes() {
    bitesInRegions(
        "the signer's list is old", SimplerRules.with(Flaw.IGNORE_THE_SIGNERS_LIST), NOT_READ);
  }

  @Test
  void answeringBeforeHomesVaultHasIt() {
    bitesInRegions(
        "revocations that are forgotten",
        SimplerRules.with(Flaw.FORGET_WHAT_VAULT_DID_NOT_TAKE),
        ACCEPTED);
  }

  @Test
  void removingEntriesAWeekEarly() {
    bites(
        "entries removed when grants are made",
        seed -> World.ofAWeek(seed).with(removing(Duration.ofDays(7))),
        "the entry of a living grant was removed");
  }

  /** As if an entry were kept for twice the clock error beyond a grant's longest life. */
  @Test
  void removingEntriesThreeClockErrorsEarly() {
    bites(
        "entries removed as clocks allow",
        seed -> {
          World world = World.ofAWeek(seed);
          return world.with(removing(world.grants().clockError().multipliedBy(3)));
        },
        "the entry of a living grant was removed");
  }

  private static Rules removing(Duration early) {
    return new Rules() {
      @Override
      public Duration removesEarly() {
        return early;
      }
    };
  }

  @Test
  void aListThatHoldsUpTheKeys() {
    bites(
        "one after the other",
        new Rules() {
          @Override
          public boolean oneAfterTheOther() {
            return true;
          }
        },
        "the ring of");
  }
}
