package io.vouchsafe.rotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.ClockOffset;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyRotator;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.key.SilentKeyEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotationTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final KeyFault LOST =
      new KeyFault(KeyRole.RS256, "test-rs256", KeyFault.Cause.UNREACHABLE, "lost", "look");

  private static final KeyFault ERROR =
      new KeyFault(
          KeyRole.RS256, "test-rs256", KeyFault.Cause.FAILED, "transaction commit failed", "look");

  private final List<String> told = new ArrayList<>();
  private final List<Instant> created = new ArrayList<>(List.of(START));
  private int first = 1;
  private int rotations;
  private int retirements;
  private boolean answerLost;
  private int errors;
  private KeyTraits traits = KeyTraits.SAFE;
  private boolean notDone;
  private boolean unreadable;
  private Optional<KeyFault> hindrance = Optional.empty();
  private Optional<ClockOffset> offset = Optional.empty();
  private Instant now = START;

  private final KeyRotator vault =
      new KeyRotator() {
        @Override
        public Optional<KeyFault> hindrance(KeyRole role) {
          return hindrance;
        }

        @Override
        public Optional<KeyFault> rotate(KeyRole role) {
          rotations++;
          if (!notDone) {
            created.add(now);
          }
          return rotations <= errors
              ? Optional.of(ERROR)
              : answerLost ? Optional.of(LOST) : Optional.empty();
        }

        @Override
        public Optional<KeyFault> retire(SigningKey key, int below) {
          if (++retirements <= errors) {
            return Optional.of(ERROR);
          }
          if (!notDone) {
            traits = KeyTraits.SAFE;
          }
          while (!notDone && first < below) {
            first++;
            created.removeFirst();
          }
          return answerLost ? Optional.of(LOST) : Optional.empty();
        }
      };

  private final Rotation rotation =
      new Rotation(
          new IssuerKeys(
              role -> reading(),
              Map.of(KeyRole.RS256, DefaultPolicy.policy()),
              () -> now,
              new SilentKeyEvents()),
          vault,
          new RotationEvents() {
            @Override
            public void rotated(SigningKey key) {
              told.add("rotated to " + key.newest().number());
            }

            @Override
            public void repeats(SigningKey key, String change, String reason) {
              told.add(change + " once more after " + key.newest().number() + ", " + reason);
            }

            @Override
            public void cannotRotate(SigningKey key) {
              told.add("cannot rotate " + key.name());
            }

            @Override
            public void settled(KeyRole role) {}

            @Override
            public void retired(SigningKey key) {
              told.add("retired below " + key.oldest().number());
            }

            @Override
            public void failed(KeyRole role, String reason) {
              told.add("failed: " + reason);
            }
          },
          () -> now);

  private KeyReading reading() {
    return unreadable
        ? new KeyReading.Failed(LOST)
        : new KeyReading.Good(
            withTraits(Keys.key(KeyRole.RS256, first, first, now, created.toArray(Instant[]::new))),
            offset);
  }

  private SigningKey withTraits(SigningKey key) {
    return new SigningKey(
        key.role(), key.name(), key.versions(), key.minSigningVersion(), traits, key.readAt());
  }

  private void at(Duration since) {
    now = START.plus(since);
  }

  @Test
  void doesNothingBeforeItIsDue() {
    at(DAY.multipliedBy(30).minusMillis(1));
    assertTrue(rotation.round());
    assertEquals(List.of(), told);
  }

  @Test
  void rotatesOnceAndRetiresWhenTheTimeIsOver() {
    at(DAY.multipliedBy(30));
    assertTrue(rotation.round());
    assertTrue(rotation.round());
    at(DAY.multipliedBy(32));
    assertTrue(rotation.round());
    assertEquals(List.of("rotated to 2", "retired below 2"), told);
    assertEquals(1, rotations);
  }

  @Test
  void catchesUpInOneRound() {
    at(DAY.multipliedBy(30));
    rotation.round();
    at(DAY.multipliedBy(100));
    assertTrue(rotation.round());
    assertEquals(List.of("rotated to 2", "retired below 2", "rotated to 3"), told);
  }

  @Test
  void aLostAnswerIsNoReasonToRotateAgain() {
    at(DAY.multipliedBy(30));
    answerLost = true;
    assertTrue(rotation.round());
    assertTrue(rotation.round());
    assertEquals(List.of("rotated to 2"), told);
    assertEquals(1, rotations);
  }

  /** OpenBao answers so where two changes meet, and has the version in its memory alone. */
  @Test
  void anErrorWithANewVersionAllTheSameIsAReasonToRotateOnceMore() {
    at(DAY.multipliedBy(30));
    errors = 1;
    assertTrue(rotation.round());
    assertTrue(rotation.round());
    assertEquals(
        List.of("rotating once more after 2, transaction commit failed", "rotated to 3"), told);
    assertEquals(2, rotations);
  }

  @Test
  void anErrorToRaisingTheMinimumsIsAReasonToRaiseThemOnceMore() {
    at(DAY.multipliedBy(30));
    assertTrue(rotation.round());
    at(DAY.multipliedBy(32));
    errors = 1;
    assertTrue(rotation.round());
    assertEquals(2, retirements);
    assertEquals("retired below 2", told.getLast());
    assertTrue(told.get(1).startsWith("raising the minimums of once more"), told.toString());
  }

  @Test
  void anErrorWithoutANewVersionIsNone() {
    at(DAY.multipliedBy(30));
    errors = 1;
    notDone = true;
    assertFalse(rotation.round());
    assertEquals(1, rotations);
    assertTrue(told.getFirst().startsWith("failed: key test-rs256"), told.toString());
  }

  @Test
  void errorsForeverAreAFailureThatNamesWhatMendsThem() {
    at(DAY.multipliedBy(30));
    errors = 100;
    assertFalse(rotation.round());
    assertEquals(5, rotations);
    assertTrue(told.getLast().endsWith("vault/rotate test-rs256"), told.toString());
  }

  @Test
  void aKeyThatMayNotRotateIsSaidAtOnceAndNeverTried() {
    traits = new KeyTraits(false, false, false, Duration.ZERO, false, false);
    assertTrue(rotation.round());
    assertEquals(List.of("cannot rotate test-rs256"), told);
    at(DAY.multipliedBy(30));
    assertFalse(rotation.round());
    assertEquals(0, rotations);
    assertTrue(told.getLast().contains("imported without allow_rotation"), told.toString());
  }

  @Test
  void whatWillHinderARotationIsAFailureBeforeItIsDue() {
    hindrance = Optional.of(ERROR);
    assertFalse(rotation.round());
    assertEquals(0, rotations);
    hindrance = Optional.empty();
    assertTrue(rotation.round());
    assertEquals(List.of("failed: " + ERROR), told);
  }

  @Test
  void anActThatDidNotTakePlaceIsTriedOnceARound() {
    at(DAY.multipliedBy(30));
    notDone = true;
    assertFalse(rotation.round());
    assertEquals(1, rotations);
    assertFalse(rotation.round());
    assertEquals(2, rotations);
    notDone = false;
    assertTrue(rotation.round());
    assertEquals("rotated to 2", told.getLast());
  }

  /** Another rotator's change to the minimum was taken back by half, and that one is gone. */
  @Test
  void whatAnotherLeftHalfDoneIsDoneOnceNoTokenCanMissIt() {
    first = 2;
    traits = new KeyTraits(false, false, false, Duration.ZERO, true, true);
    at(DAY);
    assertFalse(rotation.round());
    assertEquals(0, retirements);

    at(DAY.multipliedBy(10));
    assertTrue(rotation.round());
    assertEquals(1, retirements);
    assertTrue(rotation.round());
    assertEquals(1, retirements);
  }

  @Test
  void nothingIsDoneOnAFailedReading() {
    assertTrue(rotation.round());
    at(DAY.multipliedBy(30));
    unreadable = true;
    assertFalse(rotation.round());
    assertEquals(0, rotations);
  }

  @Test
  void nothingIsDoneWhileTheClocksDisagree() {
    at(DAY.multipliedBy(30));
    offset = Optional.of(ClockOffset.of(now, now, now.minusSeconds(40)));
    assertFalse(rotation.round());
    assertEquals(0, rotations);
    assertTrue(
        told.getFirst().contains("clock is 39 s ahead of Vault's, more than"), told.toString());
  }
}
