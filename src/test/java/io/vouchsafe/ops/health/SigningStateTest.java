package io.vouchsafe.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.audit.OutageAudit;
import io.vouchsafe.base.Outage;
import io.vouchsafe.base.OutageLines;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.ops.health.SigningState.Status;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.token.SigningFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of whether keys sign, from real tokens and, where there are none, from probes. */
class SigningStateTest {
  private static final Duration QUIET = Duration.ofSeconds(30);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String RS256 = "test-rs256";
  private static final String ES256 = "test-es256";
  private static final SigningFault SEALED =
      new SigningFault("Vault is sealed", "unseal it: vault operator unseal", true);
  private static final SigningFault REFUSED =
      new SigningFault("Vault refused with status 400", "check Vault", false);

  private final AdjustableClock clock = new AdjustableClock();
  private final List<String> probed = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final Outage vault = OutageLines.of(log, clock);
  private final List<SigningWatch.Watched> watched =
      List.of(new SigningWatch.Watched(Region.HOME, this::probe, vault));
  private final SigningAttempts attempts = new SigningAttempts(QUIET, clock);
  private final Instant created = clock.instant();
  private Instant es256Created = created;
  private KeyFault.Cause cause = KeyFault.Cause.UNREACHABLE;
  private boolean readable = true;
  private Optional<SigningFault> answer = Optional.empty();
  private Optional<Trouble.Row<SigningFault>> login = Optional.empty();
  private Issuer issuer;
  private SigningState state;
  private SigningWatch watch;

  @BeforeEach
  void start() {
    issuer = OneIssuer.with(this::read, clock);
    state =
        new SigningState(
            new Issuers(List.of(issuer)),
            "transit",
            List::of,
            attempts,
            () -> login,
            Optional::empty,
            any -> Optional.empty(),
            clock);
    watch = new SigningWatch(state, attempts, watched);
  }

  private KeyReading read(KeyRole role) {
    return readable
        ? new KeyReading.Good(Keys.key(role, 1, 0, clock.instant(), createdAt(role)))
        : new KeyReading.Failed(
            new KeyFault(role, role.keyName("test"), cause, "no answer", "wait"));
  }

  private Instant createdAt(KeyRole role) {
    return role == KeyRole.ES256 ? es256Created : created;
  }

  private Optional<SigningFault> probe(SigningChoice.Ready key) {
    probed.add(key.key().name());
    return answer;
  }

  private Status status(KeyRole role) {
    return state.of(issuer, role);
  }

  private void watches(Duration time) {
    for (Duration left = time; left.isPositive(); left = left.minus(SECOND)) {
      clock.pass(SECOND);
      watch.round();
      OutageLines.check(vault);
    }
  }

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
  void aKeyThatSignsTokensIsNotProbed() {
    issuer.keys().refresh();
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
        new SigningChoice.NotBefore(es256Created.plus(announceFor), true, List.of());
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
