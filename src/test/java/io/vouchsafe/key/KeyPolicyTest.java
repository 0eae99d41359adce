package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyPolicyTest {
  private static final Duration COPY =
      new JwksCaching(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofHours(1), false)
          .longestCopy();

  private static KeyPolicy policy(
      String rotateEvery,
      String announceFor,
      String retireAfter,
      String r,
      String s,
      Duration m,
      String e) {
    return DefaultPolicy.builder()
        .rotateEvery(Duration.parse(rotateEvery))
        .announceFor(Duration.parse(announceFor))
        .retireAfter(Duration.parse(retireAfter))
        .maxRingAge(Duration.parse(r))
        .maxPublishedAge(Duration.parse(s))
        .longestCopy(m)
        .clockError(Duration.parse(e))
        .build();
  }

  private static String refusal(
      String rotateEvery, String announceFor, String retireAfter, String r, String s, String e) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> policy(rotateEvery, announceFor, retireAfter, r, s, COPY, e))
        .getMessage();
  }

  @Test
  void takesTheDefaults() {
    assertEquals(Duration.ofDays(1), DefaultPolicy.policy().announceFor());
  }

  @Test
  void theLongestCopyIsMaxAgePlusTheLargerStaleAllowance() {
    assertEquals(Duration.ofMinutes(65), COPY);
    assertEquals(
        Duration.ofMinutes(130),
        new JwksCaching(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofHours(1), true)
            .longestCopy());
  }

  @Test
  void aReadingIsWaitedForAsLongAsOneMayBeLateButNeverLongerThanOneCounts() {
    assertEquals(Duration.ofSeconds(60), DefaultPolicy.policy().patience());
    assertEquals(
        Duration.ofSeconds(45),
        DefaultPolicy.builder()
            .maxRingAge(Duration.ofSeconds(45))
            .maxPublishedAge(Duration.ofSeconds(45))
            .build()
            .patience());
  }

  @Test
  void whoMaySignMayPublish() {
    assertTrue(
        refusal("P30D", "P1D", "P1D", "PT5M", "PT4M", "PT30S")
            .startsWith("max-published-age (4m)"));
  }

  @Test
  void announcementOutlastsEveryCopy() {
    Duration least = Duration.ofHours(12).plus(COPY).plusSeconds(30);
    policy("P30D", least.toString(), "P1D", "PT5M", "PT12H", COPY, "PT30S");
    String message =
        refusal("P30D", least.minusSeconds(1).toString(), "P1D", "PT5M", "PT12H", "PT30S");
    assertTrue(message.startsWith("announce-for (13h5m29s) must be at least 13h5m30s"), message);
  }

  @Test
  void retirementOutlastsEveryToken() {
    Duration least = Duration.ofMinutes(5).plusSeconds(30).plusHours(1).plusSeconds(60);
    policy("P30D", "P1D", least.toString(), "PT5M", "PT12H", COPY, "PT30S");
    String message =
        refusal("P30D", "P1D", least.minusSeconds(1).toString(), "PT5M", "PT12H", "PT30S");
    assertTrue(message.startsWith("retire-after (1h6m29s) must be at least 1h6m30s"), message);
  }

  @Test
  void rotationNeverOvertakesItself() {
    assertTrue(
        refusal("P2D", "P1D", "P1D", "PT5M", "PT12H", "PT30S").startsWith("rotate-every (48h)"));
  }

  @Test
  void theClockErrorCoversVaultsWholeSeconds() {
    assertTrue(refusal("P30D", "P1D", "P1D", "PT5M", "PT12H", "PT1.9S").startsWith("clock-error"));
  }

  @Test
  void refreshIsShorterThanTheAgeThatMaySign() {
    assertTrue(refusal("P30D", "P1D", "P1D", "PT29S", "PT12H", "PT30S").startsWith("max-ring-age"));
  }

  @Test
  void nothingIsZero() {
    assertTrue(refusal("P30D", "PT0S", "P1D", "PT5M", "PT12H", "PT30S").startsWith("announce-for"));
  }
}
