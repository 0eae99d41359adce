package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IssuerKeysTest extends KeysInMemory {
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

  /** Whoever calls waits in vain for a key that was read and is of another type. */
  @Test
  void aKeyOfAnotherTypeIsNotSaidToBeUnread() {
    good(Keys.key(KeyRole.RS256, 1, 0, START, START));
    vault.put(
        KeyRole.ES256,
        new KeyReading.Failed(
            new KeyFault(KeyRole.ES256, "test-es256", KeyFault.Cause.UNFIT, "ed25519", "make it")));
    keys.refresh();

    SigningChoice unfit =
        new SigningChoice.Unavailable(SigningChoice.Why.UNFIT, "the ES256 key cannot be used");
    assertEquals(unfit, keys.signing(KeyRole.ES256));
    assertEquals(unfit, keys.signing(KeyRole.ES256, List.of(Region.HOME)));
    assertTrue(keys.unfit());

    vault.put(KeyRole.ES256, unreachable(KeyRole.ES256));
    keys.refresh();
    assertFalse(keys.unfit());
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
  void theRemedyOfAMissingKeySaysThatANewOneWaitsWhereTheIssuerHasOthers() {
    vault.put(KeyRole.RS256, missing(KeyRole.RS256));
    vault.put(KeyRole.ES256, missing(KeyRole.ES256));
    keys.refresh();
    keys.faults().forEach(fault -> assertEquals("make it", fault.remedy()));

    good(Keys.key(KeyRole.ES256, 1, 0, now, START));
    keys.refresh();

    assertEquals(
        List.of("make it" + MissingKey.WARNING),
        keys.faults().stream().map(KeyFault::remedy).toList());
  }

  private static KeyReading missing(KeyRole role) {
    return new KeyReading.Failed(
        new KeyFault(role, role.keyName("test"), KeyFault.Cause.MISSING, "no key", "make it"));
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
      assertTrue(
          choice.reason().startsWith("this instance's clock is 31 s behind Vault's, more"),
          choice.reason());
    }

    vault.put(
        KeyRole.RS256,
        new KeyReading.Good(rsa, Optional.of(ClockOffset.of(START, START, START.plusSeconds(30)))));
    assertTrue(keys.refresh());
    assertInstanceOf(SigningChoice.Ready.class, keys.signing(KeyRole.RS256));
  }

  @Test
  void aClockThatIsOffTakesNoVersionOutOfTheJwks() {
    Instant late = START.plus(Duration.ofDays(3));
    now = late;
    SigningKey rsa = Keys.key(KeyRole.RS256, 1, 0, now, START, START);
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
  void aClockThatIsOffPublishesNoSkippedVersion() {
    now = START.plus(Duration.ofDays(3));
    SigningKey rsa = Keys.key(KeyRole.RS256, 2, 0, now, START, START, START, START);
    vault.put(
        KeyRole.RS256, new KeyReading.Good(rsa, Optional.of(ClockOffset.of(now, now, START))));
    good(Keys.key(KeyRole.ES256, 1, 0, now, START));
    assertTrue(keys.refresh());

    assertEquals(rsa.versions().subList(1, 4), keys.published(KeyRole.RS256, now));
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
  void aKeyWhoseOnlyVersionWasRevokedIsTheSameKey() {
    bothGood();
    good(Keys.key(KeyRole.RS256, 2, 2, now, START));

    assertTrue(keys.refresh());
    assertTrue(told.contains("REVOKED RS256 1"), told.toString());
    assertFalse(told.contains("replaced RS256"), told.toString());
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
}
