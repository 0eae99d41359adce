package io.vouchsafe.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys under which the last token was not had. A trouble ends with the next token, or when
 * nobody has met it for a while and the key can be read: a balancer that sends nobody here must not
 * wait for a token first.
 */
public final class SigningTroubles {
  /**
   * @param since when the first of an unbroken row of failures was
   * @param last when the last one was
   */
  record Trouble(Instant since, Instant last, String reason) {
    private Trouble followedBy(Trouble next) {
      return new Trouble(since, next.last, next.reason);
    }
  }

  private final Map<String, Trouble> byKey = new ConcurrentHashMap<>();
  private final Duration memory;
  private final InstantSource clock;

  /**
   * @param memory how long a trouble that nobody meets any more is believed in
   */
  public SigningTroubles(Duration memory, InstantSource clock) {
    this.memory = Objects.requireNonNull(memory, "memory");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  public void failed(String keyName, String reason) {
    Instant now = clock.instant();
    byKey.merge(keyName, new Trouble(now, now, reason), Trouble::followedBy);
  }

  public void worked(String keyName) {
    byKey.remove(keyName);
  }

  /**
   * What is wrong with signing under the key; empty if nothing is known to be.
   *
   * @param readable whether the key can be read; while it cannot, nothing is forgotten
   */
  Optional<Trouble> of(String keyName, boolean readable) {
    Trouble trouble = byKey.get(keyName);
    if (trouble != null && readable && !clock.instant().isBefore(trouble.last().plus(memory))) {
      byKey.remove(keyName, trouble);
      return Optional.empty();
    }
    return Optional.ofNullable(trouble);
  }
}
