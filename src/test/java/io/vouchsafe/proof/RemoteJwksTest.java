package io.vouchsafe.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Which keys are known, and for how long. */
class RemoteJwksTest extends KeysOfAnIssuer {
  @Test
  void nothingIsFetchedBeforeItIsNeededAndThenOnlyOnce() {
    assertEquals(0, fetches.get());
    assertTrue(finds("first"));
    assertTrue(finds("first"));
    assertEquals(1, fetches.get());
    assertEquals(List.of("platform: 1 keys"), events.told);
  }

  @Test
  void aDueRefreshIsNotWaitedFor() throws InterruptedException {
    assertTrue(finds("first"));
    clock.pass(Duration.ofMinutes(10));
    document = SECOND;
    gate = new CountDownLatch(1);
    assertTrue(finds("first"), "the key at hand does");
    assertTrue(finds("first"), "and one fetch is enough");
    eventually(() -> fetches.get() == 2);
    gate.countDown();
    assertTrue(finds("second"), "who needs what is being fetched waits for it");
    assertEquals(2, fetches.get());
    unseen("first");
    clock.pass(Duration.ofSeconds(10));
    assertFalse(finds("first"), "the refresh replaced it");
  }

  @Test
  void theSourceSaysHowLongASetIsFreshWithinAMinuteAndAnHour() throws InterruptedException {
    freshFor = Duration.ZERO;
    assertTrue(finds("first"));
    clock.pass(Duration.ofSeconds(59));
    keys.refresh();
    assertEquals(1, fetches.get());
    freshFor = Duration.ofDays(30);
    clock.pass(Duration.ofSeconds(1));
    keys.refresh();
    eventually(() -> fetches.get() == 2);
    settle();
    clock.pass(Duration.ofMinutes(60).minusSeconds(1));
    keys.refresh();
    assertEquals(2, fetches.get());
    clock.pass(Duration.ofSeconds(1));
    keys.refresh();
    eventually(() -> fetches.get() == 3);
  }

  /** Waits for the fetch under way. */
  private void settle() {
    unseen("nobody");
    assertEquals(2, fetches.get());
  }

  @Test
  void refreshFetchesBeforeAnybodyAsks() throws InterruptedException {
    keys.refresh();
    eventually(() -> !events.told.isEmpty());
    assertTrue(finds("first"));
    assertEquals(1, fetches.get());
  }

  @Test
  void keysAreKeptOnErrorFor24HoursAtMost() throws InterruptedException {
    assertTrue(finds("first"));
    document = null;
    clock.pass(Duration.ofHours(24));
    assertTrue(finds("first"));
    eventually(() -> events.told.contains("platform: down"));
    clock.pass(Duration.ofSeconds(1));
    unavailable("first");
    document = FIRST;
    clock.pass(Duration.ofSeconds(60));
    assertTrue(finds("first"), "recovers by itself");
    assertEquals(List.of("platform: 1 keys", "platform: down", "platform: 1 keys"), events.told);
  }

  @Test
  void anEmptySetIsAnErrorAndIgnored() {
    assertTrue(finds("first"));
    for (String useless :
        List.of(
            "{\"keys\":[]}",
            "{}",
            "[]",
            "",
            "7",
            "{\"keys\":{}}",
            "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"first\",\"k\":\"AAAA\"}]}",
            "{\"keys\":[],\"keys\":[]}")) {
      document = useless;
      clock.pass(Duration.ofSeconds(60));
      unavailable("second");
      assertTrue(finds("first"));
    }
    assertEquals(9, fetches.get());
    String keyless =
        "platform: it has no key that can verify a proof: RSA of 2048 bits or EC, with a kid, for"
            + " signatures";
    String noList = "platform: it is not a JWKS: it has no list of keys";
    String noObject = "platform: the JWKS is not a JSON object ";
    assertEquals(
        List.of(
            "platform: 1 keys",
            keyless,
            noList,
            noObject + "(no object)",
            noList,
            keyless,
            noObject + "(member twice at line 1, column 18)"),
        events.told,
        "the same fault is told once");
  }
}
