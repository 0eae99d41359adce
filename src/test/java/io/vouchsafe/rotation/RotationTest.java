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

  private final List<String> told = new ArrayList<>();
  private final List<Instant> created = new ArrayList<>(List.of(START));
  private int first = 1;
  private int rotations;
  private boolean answerLost;
  private boolean notDone;
  private boolean unreadable;
  private Optional<ClockOffset> offset = Optional.empty();
  private Instant now = START;

  private final KeyRotator vault =
      new KeyRotator() {
        @Override
        public Optional<KeyFault> rotate(KeyRole role) {
          rotations++;
          if (!notDone) {
            created.add(now);
          }
          return answerLost ? Optional.of(LOST) : Optional.empty();
        }

        @Override
        public Optional<KeyFault> retire(SigningKey key, int below) {
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
            Keys.key(KeyRole.RS256, first, first, now, created.toArray(Instant[]::new)), offset);
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
