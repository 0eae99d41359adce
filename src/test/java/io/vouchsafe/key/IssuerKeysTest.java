package io.vouchsafe.key;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<KeyRole, KeyReading> vault = new EnumMap<>(KeyRole.class);
  private final List<String> told = new ArrayList<>();
  private Instant now = START;
  private final IssuerKeys keys =
      new IssuerKeys(
          vault::get,
          Map.of(KeyRole.RS256, DefaultPolicy.policy(), KeyRole.ES256, DefaultPolicy.policy()),
          () -> now,
          new KeyEvents() {
            @Override
            public void readingFailed(KeyFault fault) {
              told.add("failed " + fault.cause());
            }

            @Override
            public void read(SigningKey key) {
              told.add("read " + key.role());
            }

            @Override
            public void replaced(SigningKey before, SigningKey after) {
              told.add("replaced " + after.role());
            }

            @Override
            public void recoverable(SigningKey key) {
              told.add("recoverable " + key.role());
            }

            @Override
            public void turned(KeyTurn turn, SigningKey key, KeyVersion version) {
              told.add(turn + " " + key.role() + " " + version.number());
            }
          });

  private void good(SigningKey key) {
    vault.put(key.role(), new KeyReading.Good(key));
  }

  private void bothGood() {
    good(Keys.key(KeyRole.RS256, 1, 0, now, START));
    good(Keys.key(KeyRole.ES256, 1, 0, now, START));
    assertTrue(keys.refresh());
  }

  private static KeyReading unreachable(KeyRole role) {
    return new KeyReading.Failed(
        new KeyFault(role, role.keyName("test"), KeyFault.Cause.UNREACHABLE, "no answer", "wait"));
  }

  private static SigningKey with(SigningKey key, boolean recoverable, boolean softDeleted) {
    return new SigningKey(
        key.role(),
        key.name(),
        key.versions(),
        key.minSigningVersion(),
        new KeyTraits(recoverable, softDeleted, false, Duration.ZERO),
        key.readAt());
  }

  @Test
  void nothingIsPublishedBeforeEveryPublishedKeyWasRead() {
    good(Keys.key(KeyRole.RS256, 1, 0, START, START));
    vault.put(KeyRole.ES256, unreachable(KeyRole.ES256));

    assertFalse(keys.refresh());
    assertFalse(keys.publishable());
    assertEquals(1, keys.faults().size());
    assertInstanceOf(SigningChoice.NotBefore.class, keys.signing(KeyRole.RS256));
    assertInstanceOf(SigningChoice.Unavailable.class, keys.signing(KeyRole.ES256));
  }

  @Test
  void aNewKeyDoesNotSignBeforeItIsKnownWhetherItStandsBesideOlderOnes() {
    vault.put(KeyRole.RS256, unreachable(KeyRole.RS256));
    good(Keys.key(KeyRole.ES256, 1, 0, now, START));
    assertFalse(keys.refresh());
    assertInstanceOf(SigningChoice.NotBefore.class, keys.signing(KeyRole.ES256));

    good(Keys.key(KeyRole.RS256, 1, 0, now, START));
    assertTrue(keys.refresh());
    assertInstanceOf(SigningChoice.Ready.class, keys.signing(KeyRole.ES256));
  }

  @Test
  void aClockSetBackDoesNotMakeAReadingYoung() {
    bothGood();
    now = START.minusSeconds(30);
    assertInstanceOf(SigningChoice.Ready.class, keys.signing(KeyRole.RS256));
    now = now.minusMillis(1);
    assertInstanceOf(SigningChoice.Unavailable.class, keys.signing(KeyRole.RS256));
    assertFalse(keys.fresh());
  }

  @Test
  void aClockThatIsOffByMoreThanTheErrorSignsNothingAndSaysByHowMuch() {
    SigningKey rsa = Keys.key(KeyRole.RS256, 1, 0, START, START);
    good(Keys.key(KeyRole.ES256, 1, 0, START, START));
    vault.put(
        KeyRole.RS256,
        new KeyReading.Good(rsa, Optional.of(ClockOffset.of(START, START, START.plusSeconds(31)))));
    assertTrue(keys.refresh());

    for (KeyRole role : List.of(KeyRole.RS256, KeyRole.ES256)) {
      SigningChoice.Unavailable choice =
          assertInstanceOf(SigningChoice.Unavailable.class, keys.signing(role));
      assertTrue(choice.reason().contains("PT31S apart"), choice.reason());
    }

    vault.put(
        KeyRole.RS256,
        new KeyReading.Good(rsa, Optional.of(ClockOffset.of(START, START, START.plusSeconds(30)))));
    assertTrue(keys.refresh());
    assertInstanceOf(SigningChoice.Ready.class, keys.signing(KeyRole.RS256));
  }

  @Test
  void aClockThatIsOffTakesNoVersionOutOfTheJwks() {
    SigningKey rsa = Keys.key(KeyRole.RS256, 1, 0, now, START, START);
    Instant late = START.plus(Duration.ofDays(3));
    now = late;
    vault.put(
        KeyRole.RS256, new KeyReading.Good(rsa, Optional.of(ClockOffset.of(late, late, START))));
    good(Keys.key(KeyRole.ES256, 1, 0, now, START));
    assertTrue(keys.refresh());

    assertEquals(rsa.versions(), keys.published(KeyRole.RS256, now));
    vault.put(
        KeyRole.RS256, new KeyReading.Good(rsa, Optional.of(ClockOffset.of(late, late, late))));
    assertTrue(keys.refresh());
    assertEquals(List.of(rsa.newest()), keys.published(KeyRole.RS256, now));
  }

  @Test
  void aFailedReadingChangesNothing() {
    bothGood();
    KeyRing before = keys.ring();
    vault.put(KeyRole.RS256, unreachable(KeyRole.RS256));
    vault.put(KeyRole.ES256, unreachable(KeyRole.ES256));

    assertFalse(keys.refresh());
    assertEquals(before, keys.ring());
    assertTrue(keys.fresh());
  }

  @Test
  void aReadingTooOldToSignStillPublishes() {
    bothGood();
    now = START.plus(Duration.ofMinutes(5));
    assertInstanceOf(SigningChoice.Ready.class, keys.signing(KeyRole.RS256));
    now = now.plusMillis(1);
    assertInstanceOf(SigningChoice.Unavailable.class, keys.signing(KeyRole.RS256));
    assertTrue(keys.fresh());
    now = START.plus(Duration.ofHours(12)).plusMillis(1);
    assertFalse(keys.fresh());
    assertTrue(keys.publishable());
  }

  @Test
  void fewerVersionsUnderTheSameKeysAreNotBelieved() {
    good(Keys.key(KeyRole.RS256, 1, 0, now, START, START));
    good(Keys.key(KeyRole.ES256, 1, 0, now, START));
    assertTrue(keys.refresh());
    KeyRing before = keys.ring();
    good(Keys.key(KeyRole.RS256, 1, 0, now, START));

    assertFalse(keys.refresh());
    assertEquals(before, keys.ring());
    assertEquals(KeyFault.Cause.IMPLAUSIBLE, keys.faults().getFirst().cause());
  }

  @Test
  void aKeyMadeAnewIsTakenOverAndTold() {
    good(Keys.key(KeyRole.RS256, 7, 0, now, START, START));
    good(Keys.key(KeyRole.ES256, 1, 0, now, START));
    assertTrue(keys.refresh());
    good(Keys.key(KeyRole.RS256, 1, 0, now, START));

    assertTrue(keys.refresh());
    assertEquals(1, keys.ring().key(KeyRole.RS256).orElseThrow().newest().number());
    assertTrue(told.contains("replaced RS256"), told.toString());
  }

  @Test
  void aKeyThatCanBeTakenOutOfVaultIsRefusedAtFirst() {
    good(with(Keys.key(KeyRole.RS256, 1, 0, now, START), true, false));
    good(Keys.key(KeyRole.ES256, 1, 0, now, START));

    assertFalse(keys.refresh());
    assertEquals(KeyFault.Cause.UNFIT, keys.faults().getFirst().cause());
    assertInstanceOf(SigningChoice.Unavailable.class, keys.signing(KeyRole.RS256));
  }

  @Test
  void aKeyInUseThatCanBeTakenOutLaterIsLoudAndSignsOn() {
    bothGood();
    SigningKey exportable = with(Keys.key(KeyRole.RS256, 1, 0, now, START), true, false);
    good(exportable);
    assertTrue(keys.refresh());
    assertTrue(keys.refresh());

    assertInstanceOf(SigningChoice.Ready.class, keys.signing(KeyRole.RS256));
    assertEquals(1, told.stream().filter("recoverable RS256"::equals).count());
  }

  @Test
  void aSoftDeletedKeyIsPublishedAndDoesNotSign() {
    bothGood();
    good(with(Keys.key(KeyRole.RS256, 1, 0, now, START), false, true));
    assertTrue(keys.refresh());

    assertTrue(keys.publishable());
    assertInstanceOf(SigningChoice.Unavailable.class, keys.signing(KeyRole.RS256));
  }

  @Test
  void theSameFaultIsToldOnceAndSoIsTheRecovery() {
    bothGood();
    told.clear();
    vault.put(KeyRole.RS256, unreachable(KeyRole.RS256));
    keys.refresh();
    keys.refresh();
    good(Keys.key(KeyRole.RS256, 1, 0, now, START));
    keys.refresh();
    keys.refresh();

    assertEquals(List.of("failed UNREACHABLE", "read RS256"), told);
  }

  private static Thread waiting(IssuerKeys keys) {
    Thread thread = Thread.ofVirtual().start(() -> keys.awaitFirstReading(Duration.ofDays(1)));
    eventually("a thread that waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  private void endsWithout(Runnable wait) throws InterruptedException {
    Thread thread = Thread.ofVirtual().start(wait);
    assertTrue(thread.join(Duration.ofMinutes(1)), "it still waits");
  }

  @Test
  void whoComesBeforeTheFirstReadingWaitsForIt() throws InterruptedException {
    Thread waiting = waiting(keys);
    vault.put(KeyRole.RS256, unreachable(KeyRole.RS256));
    vault.put(KeyRole.ES256, unreachable(KeyRole.ES256));
    assertFalse(keys.refresh());
    eventually("a thread that waits on", () -> waiting.getState() == Thread.State.TIMED_WAITING);

    bothGood();

    assertTrue(waiting.join(Duration.ofMinutes(1)), "it still waits");
    endsWithout(() -> keys.awaitFirstReading(Duration.ofDays(1)));
  }

  @Test
  void nobodyWaitsForWhatOnlyPeopleMend() throws InterruptedException {
    Thread waiting = waiting(keys);
    for (KeyRole role : List.of(KeyRole.RS256, KeyRole.ES256)) {
      vault.put(
          role,
          new KeyReading.Failed(
              new KeyFault(role, "test", KeyFault.Cause.DENIED, "denied", "allow it")));
    }

    assertFalse(keys.refresh());

    assertTrue(waiting.join(Duration.ofMinutes(1)), "it still waits");
    endsWithout(() -> keys.awaitFirstReading(Duration.ofDays(1)));
    vault.put(KeyRole.RS256, unreachable(KeyRole.RS256));
    assertFalse(keys.refresh());
    waiting(keys).interrupt();
  }

  @Test
  void nobodyWaitsLongerThanTheyMay() throws InterruptedException {
    endsWithout(() -> keys.awaitFirstReading(Duration.ofMillis(1)));
    endsWithout(() -> keys.awaitFirstReading(Duration.ZERO));
    assertFalse(keys.publishable());
  }

  @Test
  void onlySoManyWait() throws InterruptedException {
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < FirstReading.MOST_WAITING; i++) {
      waiting.add(Thread.ofVirtual().start(() -> keys.awaitFirstReading(Duration.ofDays(1))));
    }
    eventually(
        "all of them to wait",
        () -> waiting.stream().allMatch(it -> it.getState() == Thread.State.TIMED_WAITING));

    endsWithout(() -> keys.awaitFirstReading(Duration.ofDays(1)));

    bothGood();
    for (Thread thread : waiting) {
      assertTrue(thread.join(Duration.ofMinutes(1)), "it still waits");
    }
  }
}
