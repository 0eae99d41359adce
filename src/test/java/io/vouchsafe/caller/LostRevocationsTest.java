package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revocations that somebody removed are told of, and nothing else is. */
class LostRevocationsTest extends SharedRevocations {
  private final List<Integer> told = new ArrayList<>();
  private final Revocations reader =
      new Revocations(
          OneIssuer.URL,
          List.of(new RevocationSource(Region.HOME, store, listener())),
          issuer.keys.policy(KeyRole.GRANT),
          issuer.audit,
          issuer.clock);

  private RevocationEvents listener() {
    return new RevocationEvents() {
      @Override
      public void lost(int entries) {
        told.add(entries);
      }
    };
  }

  @BeforeEach
  void readTwo() {
    revoke(issue(broker, request(60, 600, AWS)));
    revoke(issue(broker, request(60, 600, AWS)));
    store.names.add("a-note");
    reader.home().refresh();
  }

  private void read(int times) {
    for (int i = 0; i < times; i++) {
      reader.home().refresh();
    }
  }

  @Test
  void anEngineThatWasMadeAnewIsToldOfOnce() {
    store.names.clear();
    read(1);
    assertEquals(List.of(), told);
    read(3);

    assertEquals(List.of(2), told);
  }

  @Test
  void whatComesBackAndGoesAgainIsToldOfAgain() {
    List<String> all = List.copyOf(store.names);
    for (int i = 0; i < 2; i++) {
      store.names.clear();
      read(2);
      store.names.addAll(all);
      read(1);
    }

    assertEquals(List.of(2, 2), told);
  }

  @Test
  void aStandbyThatLagsOnceIsNotToldOf() {
    List<String> all = List.copyOf(store.names);
    for (int i = 0; i < 3; i++) {
      store.names.clear();
      read(1);
      store.names.addAll(all);
      read(1);
    }

    assertEquals(List.of(), told);
  }

  @Test
  void whatWasAddedHereAndIsInNoReadingIsToldOf() {
    reader.revokeGrant(broker, issue(broker, request(60, 600, AWS)).id(), deadline());
    store.names.clear();
    read(2);

    assertEquals(List.of(3), told);
  }

  @Test
  void aRotatorWhoseClockIsAheadLosesNothing() {
    Duration off = issuer.keys.policy(KeyRole.GRANT).clockError().multipliedBy(2);
    issuer.clock.pass(Duration.between(issuer.clock.instant(), expiry().minus(off)));
    read(1);
    store.names.clear();
    read(3);

    assertEquals(List.of(), told);
  }

  @Test
  void whatIsGoneBeforeAnyRotatorMayRemoveItIsLost() {
    issuer.clock.pass(
        Duration.between(issuer.clock.instant(), expiry().minus(Duration.ofMinutes(10))));
    read(1);
    store.names.clear();
    read(2);

    assertEquals(List.of(2), told);
  }

  private Instant expiry() {
    return RevocationEntry.parse(store.names.iterator().next()).orElseThrow().expiresAt();
  }
}
