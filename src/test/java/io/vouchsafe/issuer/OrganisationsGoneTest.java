package io.vouchsafe.issuer;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.issuer.Organisations.Standing;
import io.vouchsafe.key.KeyRole;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Organisations whose keys are gone, and those that nobody asks for any more. */
class OrganisationsGoneTest {
  private final OrganisationsInMemory bed = new OrganisationsInMemory();
  private final Organisations organisations = bed.organisations;

  @AfterEach
  void close() {
    bed.close();
  }

  private Organisation read(String org) {
    Organisation organisation = organisations.use(org).orElseThrow();
    eventually(org, () -> organisation.firstReading().isDone());
    return organisation;
  }

  /** Its keys would be asked for until the end of the process. */
  @Test
  void oneThatVanishesBetweenLookingItUpAndUsingItIsGoneWithTheNextList() {
    bed.make("acme");
    bed.reader.list();
    assertEquals(Standing.KNOWN, organisations.standing("acme"));
    bed.delete("acme");
    bed.reader.list();
    Organisation late = organisations.use("acme").orElseThrow();

    bed.reader.list();

    assertTrue(late.goneSince().isPresent());
    assertEquals(Standing.GONE, organisations.standing("acme"));
  }

  @Test
  void theHighestVersionIsKeptWhenItsOrganisationIsGone() {
    bed.make("acme");
    bed.versions.put("acme", 3);
    bed.reader.list();
    bed.reader.start();
    Organisation acme = read("acme");
    bed.delete("acme");
    bed.reader.list();
    bed.clock.pass(Duration.ofMinutes(61));
    assertTrue(organisations.drop(acme));
    assertEquals(Optional.empty(), organisations.used("acme"));

    bed.make("acme");
    bed.reader.list();
    bed.versions.put("acme", 2);
    assertFalse(read("acme").issuer().keys().publishable());
    bed.versions.put("acme", 3);
    assertTrue(bed.unused("acme").keys().refresh());
  }

  @Test
  void oneThatNobodyAskedForIsForgottenButForItsHighestVersion() {
    bed.make("acme");
    bed.versions.put("acme", 3);
    bed.reader.list();
    bed.reader.start();
    Organisation acme = read("acme");
    Duration idle = OrganisationsInMemory.POLICIES.get(KeyRole.RS256).maxPublishedAge();

    bed.clock.pass(idle.minusSeconds(1));
    assertFalse(organisations.drop(acme));
    organisations.use("acme");
    bed.clock.pass(idle.minusSeconds(1));
    assertFalse(organisations.drop(acme));
    bed.clock.pass(Duration.ofSeconds(1));
    assertTrue(organisations.drop(acme));

    assertEquals(Optional.empty(), organisations.used("acme"));
    assertEquals(List.of("org/acme"), bed.dropped);
    assertEquals(Standing.KNOWN, organisations.standing("acme"));
    assertEquals(1, bed.highest.size());
    assertTrue(read("acme").issuer().keys().publishable());
  }

  @Test
  void nothingIsForgottenWhileVaultIsAway() {
    bed.make("acme");
    bed.reader.list();
    bed.reader.start();
    Organisation acme = read("acme");
    bed.clock.pass(Duration.ofDays(2));

    bed.away = true;
    bed.reader.list();
    assertFalse(organisations.drop(acme));
    bed.away = false;
    acme.read(bed.beside);
    assertFalse(organisations.drop(acme));
    bed.reader.list();
    assertTrue(organisations.drop(acme));
  }

  @Test
  void theDocumentsOfOneThatIsGoneStayForTheLongestLifeOfAToken() {
    bed.make("acme", "unused");
    bed.reader.list();
    bed.reader.start();
    Organisation acme = read("acme");
    bed.delete("acme");
    bed.delete("unused");
    bed.reader.list();

    assertEquals(Standing.GONE, organisations.standing("acme"));
    assertEquals(Standing.UNKNOWN, organisations.standing("unused"));
    assertFalse(organisations.readable(acme));
    bed.clock.pass(Duration.ofMinutes(61).minusSeconds(1));
    assertEquals(Standing.GONE, organisations.standing("acme"));
    assertFalse(organisations.drop(acme));
    bed.clock.pass(Duration.ofSeconds(1));
    assertEquals(Standing.UNKNOWN, organisations.standing("acme"));
    assertTrue(organisations.drop(acme));
  }

  @Test
  void whoeverHearsOfItsKeysIsToldOnceThatTheyAreGoneAndThatTheyAreBack() {
    bed.make("acme");
    bed.reader.list();
    bed.reader.start();
    read("acme");
    bed.reader.list();
    assertEquals(List.of(), bed.toldListed);

    bed.delete("acme");
    bed.reader.list();
    bed.reader.list();
    assertEquals(List.of("acme false"), bed.toldListed);
    bed.make("acme");
    bed.reader.list();
    bed.reader.list();
    assertEquals(List.of("acme false", "acme true"), bed.toldListed);
  }

  /** What fails in another region would fail for as long as the process runs. */
  @Test
  void whoeverHearsOfItsKeysIsToldWhenTheyAreForgotten() {
    bed.make("acme");
    bed.reader.list();
    bed.reader.start();
    Organisation acme = read("acme");
    bed.clock.pass(OrganisationsInMemory.POLICIES.get(KeyRole.RS256).maxPublishedAge());

    assertTrue(organisations.drop(acme));

    assertEquals(List.of("acme false"), bed.toldListed);
  }

  @Test
  void oneThatComesBackIsOneAgain() {
    bed.make("acme");
    bed.reader.list();
    bed.reader.start();
    Organisation acme = read("acme");
    bed.delete("acme");
    bed.reader.list();
    bed.make("acme");
    bed.reader.list();

    assertEquals(Standing.KNOWN, organisations.standing("acme"));
    assertTrue(organisations.readable(acme));
  }
}
