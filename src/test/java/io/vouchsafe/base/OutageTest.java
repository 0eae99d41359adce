package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutageTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int watched;
  private final List<String> lines = new ArrayList<>();
  private final Outage outage =
      new Outage(
          "Vault",
          "tokens not issued",
          () -> now,
          new Outage.Report() {
            @Override
            public void failing(String line) {
              lines.add("failing " + line);
            }

            @Override
            public void over(String line) {
              lines.add("over " + line);
            }
          },
          watch -> watched++);

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      outage.check();
    }
  }

  @Test
  void isOneLineWhenItBeginsOneAMinuteAndOneWhenItEndsHoweverMuchItHits() {
    for (int second = 0; second < 150; second++) {
      for (int key = 0; key < 6; key++) {
        outage.failed("reading k-" + key, "Vault is sealed");
      }
      outage.failedWhenNeeded("signing", "Vault is sealed", 10);
      pass(1);
    }
    for (int key = 0; key < 6; key++) {
      outage.worked("reading k-" + key);
    }
    outage.worked("signing");
    pass(30);

    String parts =
        "(reading k-0, reading k-1, reading k-2, reading k-3, reading k-4, reading k-5, signing)";
    assertEquals(
        List.of(
            "failing Vault: outage began: Vault is sealed (reading k-0)",
            "failing Vault: outage goes on after 1 min 0 s: Vault is sealed %s; 600 tokens not issued since the last line"
                .formatted(parts),
            "failing Vault: outage goes on after 2 min 0 s: Vault is sealed %s; 600 tokens not issued since the last line"
                .formatted(parts),
            "over Vault: outage over after 2 min 30 s: Vault is sealed; 1500 tokens not issued"),
        lines);
    assertEquals(1, watched);
  }

  @Test
  void whatWorksNowAndThenIsOneOutage() {
    for (int i = 0; i < 50; i++) {
      outage.failedWhenNeeded("signing", "Vault is sealed", 1);
      outage.worked("signing");
      pass(1);
    }
    assertEquals(1, lines.size(), lines::toString);

    pass(10);

    assertEquals(
        "over Vault: outage over after 49 s: Vault is sealed; 50 tokens not issued",
        lines.getLast());
    assertEquals(2, lines.size(), lines::toString);
  }

  @Test
  void goesOnWhilePartsFailThatNobodyTriedAgain() {
    outage.failed("reading k", "there is no such key");
    pass(125);

    assertEquals(3, lines.size(), lines::toString);
    assertTrue(outage.on());
  }

  @Test
  void lastsUntilTheLastPartWorksAgainHoweverLongAgoItWasTold() {
    outage.failed("reading k", "there is no such key");
    pass(125);
    outage.worked("reading k");
    pass(9);
    assertTrue(outage.on());

    pass(1);

    assertEquals("over Vault: outage over after 2 min 5 s: there is no such key", lines.getLast());
  }

  @Test
  void aCauseThatOnlySaysMoreIsNamedAlone() {
    outage.failed("reading k", "Vault cannot be reached");
    outage.failed("signing", "Vault cannot be reached (no connection); look at it");
    outage.failed("reading k", "Vault cannot be reached");
    outage.worked("reading k");
    outage.worked("signing");
    pass(10);

    assertEquals(
        "over Vault: outage over after 0 s: Vault cannot be reached (no connection)",
        lines.getLast());
  }

  @Test
  void isOverWhenNobodyNeedsWhatFailed() {
    outage.failedWhenNeeded("signing", "Vault refused to sign", 1);
    pass(59);
    assertTrue(outage.on());

    pass(2);

    assertFalse(outage.on());
    assertEquals(
        "over Vault: outage over after 0 s: Vault refused to sign; 1 tokens not issued",
        lines.getLast());
  }

  @Test
  void tellsEachReasonAndTheFirstOfManyParts() {
    for (int key = 0; key < 12; key++) {
      outage.failed("reading k-%02d".formatted(key), "Vault is sealed");
    }
    outage.failed("logging in", "Vault cannot be reached");
    pass(60);

    assertEquals(
        "failing Vault: outage goes on after 1 min 0 s: Vault cannot be reached (logging in);"
            + " Vault is sealed (reading k-00, reading k-01, reading k-02, reading k-03, reading k-04,"
            + " reading k-05, reading k-06, reading k-07, 4 more)",
        lines.getLast());
  }

  @Test
  void theEndNamesEveryCauseThatWasMetAndTheNextOutageItsOwn() {
    outage.failedWhenNeeded("signing", "Vault is sealed; unseal it", 1);
    outage.failed("reading k", "Vault is sealed; unseal it");
    outage.worked("signing");
    outage.failedWhenNeeded("signing", "Vault cannot be reached", 1);
    outage.worked("signing");
    outage.worked("reading k");
    pass(10);
    assertEquals(
        "over Vault: outage over after 0 s: Vault is sealed; Vault cannot be reached; 2 tokens not issued",
        lines.getLast());

    outage.failed("reading k", "it is gone");
    outage.worked("reading k");
    pass(10);
    assertEquals("over Vault: outage over after 0 s: it is gone", lines.getLast());
  }

  @Test
  void theNextOutageCountsAnew() {
    outage.failedWhenNeeded("signing", "Vault is sealed", 7);
    outage.worked("signing");
    pass(10);
    outage.hit(3);
    outage.failedWhenNeeded("signing", "Vault is sealed", 1);
    outage.hit(1);
    outage.worked("signing");
    pass(10);

    assertEquals(
        "over Vault: outage over after 0 s: Vault is sealed; 2 tokens not issued", lines.getLast());
    assertEquals(2, watched);
  }

  @ParameterizedTest
  @CsvSource({
    "PT59.9S,59 s",
    "PT61S,1 min 1 s",
    "PT2H5M9S,2 h 5 min",
    "PT-2H-5M-24.467340822S,2 h 5 min"
  })
  void aTimeIsInItsTwoLargestUnits(Duration time, String text) {
    assertEquals(text, InWords.time(time));
  }
}
