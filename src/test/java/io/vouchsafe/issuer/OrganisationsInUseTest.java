package io.vouchsafe.issuer;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.testing.OrganisationIssuer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the reader does by itself with organisations that somebody asked for. */
class OrganisationsInUseTest {
  private static final Map<KeyRole, KeyPolicy> OFTEN =
      OrganisationIssuer.policies(Duration.ofMillis(10));
  private static final Map<KeyRole, KeyPolicy> SELDOM =
      OrganisationIssuer.policies(Duration.ofMinutes(4));
  private static final Duration IDLE = OFTEN.get(KeyRole.RS256).maxPublishedAge();

  private final OrganisationsInMemory bed = new OrganisationsInMemory(OFTEN);
  private final Organisations organisations = bed.organisations;

  @BeforeEach
  void list() {
    bed.make("acme");
    assertTrue(bed.reader.list());
  }

  @AfterEach
  void close() {
    bed.close();
  }

  private Organisation used() {
    bed.reader.start();
    Organisation acme = organisations.use("acme").orElseThrow();
    eventually("read", () -> acme.firstReading().isDone());
    return acme;
  }

  @Test
  void itsKeysAreReadAgainAndAgain() {
    Organisation acme = used();

    for (int versions = 2; versions < 5; versions++) {
      int now = versions;
      bed.versions.put("acme", now);
      eventually("version " + now, () -> newest(acme) == now);
    }
  }

  /** Else a stranger who asks for many names could end its tokens where Vault is slow. */
  @Test
  void itsTurnComesHoweverManyAreAskedForFirst() throws InterruptedException {
    used();
    Semaphore go = new Semaphore(0, true);
    bed.beforeReading = go::acquireUninterruptibly;
    List<String> others = OrganisationsInMemory.names(100);
    bed.make(others.toArray(String[]::new));
    assertTrue(bed.reader.list());
    others.forEach(organisations::use);
    bed.read.clear();

    for (int i = 0; i < others.size() / 2 && !bed.read.contains("acme"); i++) {
      go.release(OFTEN.size());
      Thread.sleep(20);
    }
    List<String> read = List.copyOf(bed.read);
    go.release(10_000);

    assertTrue(read.contains("acme"), read::toString);
  }

  private static int newest(Organisation organisation) {
    return organisation.issuer().keys().life(KeyRole.RS256).orElseThrow().key().newest().number();
  }

  @Test
  void oneThatNobodyAskedForIsForgottenByItself() {
    Organisation acme = used();
    bed.clock.pass(IDLE.minusMillis(1));
    bed.versions.put("acme", 2);
    eventually("read after that time", () -> newest(acme) == 2);

    bed.clock.pass(Duration.ofMillis(1));

    eventually("forgotten", () -> organisations.inUse().isEmpty());
    eventually("said", () -> bed.dropped.equals(List.of("org/acme")));
  }

  /** Else it would sign nothing for up to a refresh after a long outage. */
  @Test
  void onesKeysAreReadAsSoonAsVaultCanListAgain() {
    try (OrganisationsInMemory seldom = new OrganisationsInMemory(SELDOM)) {
      seldom.make("acme");
      assertTrue(seldom.reader.list());
      Organisation acme = seldom.organisations.use("acme").orElseThrow();
      seldom.away = true;
      for (int failures = 0; failures < 20; failures++) {
        acme.read(bed.beside);
      }
      seldom.read.clear();
      seldom.reader.start();
      eventually("tried in vain", () -> seldom.read.size() == SELDOM.size());
      assertFalse(seldom.reader.list());

      seldom.away = false;

      eventually("read", acme::readable);
    }
  }

  /** The list may still be read, or come from before the outage. */
  @Test
  void oneWhoseKeysCannotBeReadIsNotForgotten() {
    Organisation acme = new Organisation("acme", bed.unused("acme"), bed.clock);
    acme.read(bed.beside);
    bed.clock.pass(IDLE);
    bed.away = true;
    acme.read(bed.beside);
    assertFalse(organisations.drop(acme));

    bed.away = false;
    acme.read(bed.beside);
    assertTrue(organisations.drop(acme));
  }
}
