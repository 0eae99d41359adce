package io.vouchsafe.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.ops.health.SigningState.Status;
import io.vouchsafe.token.SigningFault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of whether keys sign, from tokens, readings and logins. */
class SigningStateTest extends SigningBed {
  @Test
  void whatFailsForOneKeyAloneIsNoWordOnAnother() {
    issuer.keys().refresh();
    attempts.failed(Region.HOME, RS256, REFUSED);
    clock.pass(SECOND);
    attempts.failed(Region.HOME, RS256, REFUSED);

    assertTrue(status(KeyRole.RS256).fails());
    assertTrue(status(KeyRole.ES256).signs());
  }

  @ParameterizedTest
  @CsvSource({
    "MISSING, false, no answer",
    "UNFIT, false, no answer",
    "UNREACHABLE, false, Vault refused with status 400",
    "MISSING, true, Vault is sealed"
  })
  void whatTheReadingKnowsOfTheKeyItselfIsTheCause(
      KeyFault.Cause known, boolean everywhere, String told) {
    issuer.keys().refresh();
    readable = false;
    cause = known;
    issuer.keys().refresh();
    SigningFault met = everywhere ? SEALED : REFUSED;
    attempts.failed(Region.HOME, RS256, met);
    clock.pass(SECOND);
    attempts.failed(Region.HOME, RS256, met);

    Status.Fails fails = assertInstanceOf(Status.Fails.class, status(KeyRole.RS256));
    assertEquals(told, fails.cause());
    assertEquals(told.equals("no answer"), fails.remedy().equals("wait"));
  }

  @Test
  void aKeyThatWasMadeAnewWaitsWhateverItsLastAttemptsMet() {
    Duration announceFor = issuer.keys().policy(KeyRole.ES256).announceFor();
    attempts.failed(Region.HOME, ES256, REFUSED);
    clock.pass(SECOND);
    attempts.failed(Region.HOME, ES256, REFUSED);
    clock.pass(announceFor);
    es256Created = clock.instant();
    issuer.keys().refresh();
    SigningChoice.NotBefore waits =
        new SigningChoice.NotBefore(es256Created.plus(announceFor), true, List.of(), false);
    assertEquals(new Status.Waits(waits), status(KeyRole.ES256));

    clock.pass(announceFor);
    watches(Duration.ofSeconds(10));
    issuer.keys().refresh();
    watches(Duration.ofSeconds(10));
    assertTrue(status(KeyRole.ES256).signs());
  }

  @Test
  void aLoginThatFailsCountsForEveryKeyOnceItLasted() {
    issuer.keys().refresh();
    login = Optional.of(new Trouble.Row<>(SEALED, clock.instant(), clock.instant()));
    assertTrue(status(KeyRole.RS256).signs());

    clock.pass(SECOND);
    assertTrue(status(KeyRole.RS256).fails());
    assertEquals(SEALED.remedy(), state.login().orElseThrow().remedy());
  }

  @Test
  void aReadingThatIsTooOldCountsAtOnceAndSaysWhyThereIsNoNewerOne() {
    issuer.keys().refresh();
    readable = false;
    clock.pass(issuer.keys().policy(KeyRole.RS256).maxRingAge().plus(SECOND));
    issuer.keys().refresh();

    Status.Fails fails = assertInstanceOf(Status.Fails.class, status(KeyRole.RS256));
    assertEquals("the RS256 key was last read too long ago to sign: no answer", fails.cause());
    assertEquals("wait", fails.remedy());
    assertEquals(clock.instant(), fails.since());
    watch.round();
    assertTrue(probed.isEmpty());
  }
}
