package io.vouchsafe.key;

import java.time.Duration;

/** The times of a key's life as {@code docs/configuration.md} has them where nothing is set. */
public final class DefaultPolicy {
  private DefaultPolicy() {}

  public static KeyPolicy policy() {
    return builder().build();
  }

  /** The defaults, of which a test changes what it means to change. */
  public static KeyPolicy.Builder builder() {
    return KeyPolicy.builder()
        .rotateEvery(Duration.ofDays(30))
        .announceFor(Duration.ofDays(1))
        .retireAfter(Duration.ofDays(1))
        .refresh(Duration.ofSeconds(30))
        .maxRingAge(Duration.ofMinutes(5))
        .maxPublishedAge(Duration.ofHours(12))
        .longestCopy(Duration.ofMinutes(65))
        .clockError(Duration.ofSeconds(30))
        .longestToken(Duration.ofHours(1))
        .leeway(Duration.ofSeconds(60));
  }
}
