package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long revocations are kept, and how many. */
class RevocationBoundsTest extends SharedRevocations {
  @Test
  void anEntryOutlivesEveryGrantThatItConcerns() {
    IssuedGrant grant = issue(broker, request(60, 604_800, AWS));
    revoke(grant);
    Instant expiry = RevocationEntry.parse(store.names.iterator().next()).orElseThrow().expiresAt();

    assertTrue(expiry.isAfter(grant.expiresAt().plusSeconds(150)), expiry::toString);
    assertFalse(
        expiry.isAfter(grant.expiresAt().plusSeconds(150).plus(Duration.ofHours(1))),
        expiry::toString);
  }

  @Test
  void aBrokersShareIsAQuarterAndAFullListIsSaid() {
    fill("edge", RevocationRoom.MOST / 4 - 1);
    IssuedGrant last = issue(broker, request(60, 600, AWS));
    IssuedGrant beyond = issue(broker, request(60, 600, AWS));
    revoke(last);
    Expect.problem(Problem.Kind.NO_ROOM, "a quarter of all", () -> revoke(beyond));
    Expect.problem(
        Problem.Kind.NO_ROOM,
        "a quarter of all",
        () -> here.revocations.revokeSubject(broker, SUB, deadline()));

    assertRevoked(here, last);
    here.grants.check(beyond.value());
    revoke(last);
  }

  /** A {@code sub} takes an entry as well, as the test before this one shows. */
  @Test
  void thePageOfErrorsSaysWhatWorksWhereTheListIsFull() throws IOException {
    List<String> remedies =
        Files.readAllLines(Path.of("docs", "errors.md")).stream()
            .filter(line -> line.startsWith("| `urn:vouchsafe:problem:no-room` |"))
            .map(line -> line.split(" \\| ")[3])
            .toList();

    assertEquals(1, remedies.size());
    String remedy = remedies.getFirst();
    for (String words :
        List.of("`grants-not-before`", "`sub` is a 507 as well", "expire", "an admin of Vault")) {
      assertTrue(remedy.contains(words), remedy);
    }
  }

  @Test
  void aFullListIsSaidToABrokerWithoutEntriesToo() {
    List.of("a", "b", "c", "d").forEach(name -> fill(name, RevocationRoom.MOST / 4));
    IssuedGrant grant = issue(broker, request(60, 600, AWS));

    Expect.problem(Problem.Kind.NO_ROOM, "30000 entries", () -> revoke(grant));
  }

  private void fill(String name, int entries) {
    Instant expiry = issuer.clock.instant().plus(Duration.ofDays(7));
    IntStream.range(0, entries)
        .mapToObj(
            i ->
                new RevocationEntry(
                    expiry,
                    RevocationEntry.Scope.ofGrant(OneIssuer.URL, name, "id-" + i),
                    RevocationEntry.ALL))
        .forEach(entry -> store.names.add(entry.name()));
    here.revocations.home().refresh();
  }

  @Test
  void namesOfAnotherFormRevokeNothingAndHarmNothing() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    store.names.add("a-note");
    store.names.add("folder/");
    revoke(grant);
    here.revocations.home().refresh();

    assertRevoked(here, grant);
    assertEquals(3, here.revocations.home().size());
  }

  @Test
  void anEntryOfTheFutureKeepsNoWorkloadFromGrants() {
    Instant now = issuer.clock.instant();
    RevocationEntry.Scope scope = RevocationEntry.Scope.ofSubject(OneIssuer.URL, "edge", SUB);
    store.names.add(
        new RevocationEntry(now.plus(Duration.ofDays(3000)), scope, now.plus(Duration.ofDays(1)))
            .name());
    here.revocations.home().refresh();

    here.grants.check(issueHere(request(60, 600, AWS)).value());
    store.names.add(
        new RevocationEntry(now.plus(Duration.ofDays(8)), scope, now.plus(Duration.ofMinutes(5)))
            .name());
    here.revocations.home().refresh();
    Expect.problem(
        Problem.Kind.UNAVAILABLE, "revoked a moment ago", () -> issueHere(request(60, 600, AWS)));
  }

  @Test
  void whatHasExpiredIsRemovedAndNothingElse() throws RevocationStore.Fault {
    fill("edge", 2);
    store.names.add("0000000001-not-one-of-ours");
    ExpiredRevocations expired = new ExpiredRevocations(store, issuer.clock);
    issuer.pass(Duration.ofDays(7));
    assertEquals(0, expired.remove());
    issuer.pass(Duration.ofSeconds(1));
    assertEquals(2, expired.remove());

    assertEquals(java.util.Set.of("0000000001-not-one-of-ours"), store.names);
  }
}
