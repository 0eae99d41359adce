package io.vouchsafe.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.audit.OutageAudit;
import io.vouchsafe.base.OutageLines;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.ops.health.SigningState.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What probes find out of whether keys sign, and what the log says of it. */
class SigningProbesTest extends SigningBed {
  @Test
  void beforeTheFirstReadingNothingSignsAndNothingIsProbed() {
    watch.round();

    assertTrue(status(KeyRole.RS256).fails());
    assertTrue(probed.isEmpty());
  }

  @Test
  void whatIsReadIsProbedOnceAndThenWhenNothingWasHeardForAWhile() {
    issuer.keys().refresh();
    watch.round();
    assertEquals(List.of(RS256, ES256), probed);

    watches(QUIET.minus(SECOND));
    assertEquals(2, probed.size());

    watches(SECOND);
    assertEquals(List.of(RS256, ES256, RS256, ES256), probed);
  }

  @Test
  void roundsAreASecondApartOrAsReadingsWhereTheseComeSooner() {
    SigningAttempts often = new SigningAttempts(Duration.ofMillis(200), clock);

    assertEquals(SECOND, watch.pause());
    assertEquals(Duration.ofMillis(200), new SigningWatch(state, often, watched).pause());
  }

  @Test
  void aKeyThatSignsTokensIsProbedOnce() {
    issuer.keys().refresh();
    watches(SECOND);
    assertTrue(probed.contains(RS256));
    probed.clear();
    for (int i = 0; i < 100; i++) {
      attempts.worked(Region.HOME, RS256);
      watches(SECOND);
    }

    assertFalse(probed.contains(RS256));
    assertTrue(probed.contains(ES256));
  }

  @Test
  void anIdleServiceNoticesThatVaultIsSealedAndAskedOnlyOnceARound() {
    issuer.keys().refresh();
    watch.round();
    probed.clear();
    answer = Optional.of(SEALED);

    watches(QUIET.plus(SECOND));

    Status.Fails fails = assertInstanceOf(Status.Fails.class, status(KeyRole.ES256));
    assertEquals(SEALED.cause(), fails.cause());
    assertEquals(SEALED.remedy(), fails.remedy());
    assertEquals(status(KeyRole.ES256), status(KeyRole.RS256));
    assertEquals(List.of(RS256, RS256), probed);
  }

  @Test
  void theFailureOfOneTokenIsConfirmedOrRefutedByAProbe() {
    issuer.keys().refresh();
    watch.round();
    attempts.failed(Region.HOME, RS256, REFUSED);
    assertTrue(status(KeyRole.RS256).signs());

    watches(SECOND);
    assertTrue(status(KeyRole.RS256).signs(), "the probe worked");

    answer = Optional.of(REFUSED);
    attempts.failed(Region.HOME, RS256, REFUSED);
    watches(SECOND);
    assertTrue(status(KeyRole.RS256).fails(), "the probe failed too");
  }

  @Test
  void recoversByProbesAlone() {
    issuer.keys().refresh();
    answer = Optional.of(SEALED);
    watch.round();
    watches(SECOND);
    assertTrue(status(KeyRole.RS256).fails());

    answer = Optional.empty();
    watches(Duration.ofSeconds(10));

    assertTrue(status(KeyRole.RS256).signs());
  }

  @Test
  void whatProbesAloneSeeIsOneOutageInTheLogHoweverManyKeysItHits() {
    issuer.keys().refresh();
    answer = Optional.of(SEALED);
    watch.round();
    watches(Duration.ofSeconds(90));
    answer = Optional.empty();
    watches(Duration.ofSeconds(20));

    assertEquals(
        List.of(
            "tests: outage began: Vault is sealed; unseal it: vault operator unseal (signing)",
            "tests: outage goes on after 1 min 0 s: Vault is sealed; unseal it: vault operator"
                + " unseal (signing)",
            "tests: outage over after 1 min 31 s: Vault is sealed"),
        log);
  }

  @Test
  void whatProbesSeeOfEachKeyIsOneOutageTooAndATokenEndsIt() {
    issuer.keys().refresh();
    answer = Optional.of(REFUSED);
    watch.round();
    assertEquals(1, log.size(), log::toString);
    assertEquals(
        List.of("tokens under " + ES256, "tokens under " + RS256),
        vault.failing().stream().sorted().toList());
    vault.worked(OutageAudit.part(RS256));
    vault.worked(OutageAudit.part(ES256));
    clock.pass(Duration.ofSeconds(10));
    OutageLines.check(vault);
    assertEquals("tests: outage over after 0 s: " + REFUSED.cause(), log.getLast());
  }
}
