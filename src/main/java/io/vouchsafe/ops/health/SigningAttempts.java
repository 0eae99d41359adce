package io.vouchsafe.ops.health;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.key.Region;
import io.vouchsafe.token.SigningFault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the last attempts to sign said of each key: those of real tokens and those of probes. A key
 * is in trouble when nothing could be signed with it for {@value #CONFIRM_SECONDS} s, and until it
 * has signed for {@value #SETTLE_SECONDS} s (or for {@code quiet}, if that is less) without a
 * failure.
 */
public final class SigningAttempts {
  private static final long CONFIRM_SECONDS = 1;
  private static final long SETTLE_SECONDS = 5;
  static final Duration CONFIRM = Duration.ofSeconds(CONFIRM_SECONDS);

  private record Key(Region region, String name) {}

  private final Map<Key, LastingTrouble<SigningFault>> byKey = new ConcurrentHashMap<>();
  private final Duration quiet;
  private final Duration settle;
  private final InstantSource clock;

  /**
   * @param quiet for how long nothing may be known of a key that signed before it is to be probed
   */
  public SigningAttempts(Duration quiet, InstantSource clock) {
    this.quiet = Objects.requireNonNull(quiet, "quiet");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.settle =
        quiet.compareTo(Duration.ofSeconds(SETTLE_SECONDS)) < 0
            ? quiet
            : Duration.ofSeconds(SETTLE_SECONDS);
  }

  /** For how long nothing may be known of a key that signed before it is to be probed. */
  Duration quiet() {
    return quiet;
  }

  /** Vault gave no signature with the key. */
  public void failed(Region region, String keyName, SigningFault fault) {
    of(region, keyName).failed(fault);
  }

  /**
   * A signature was made with the key and verified, or released without. Nothing is kept of a key
   * that never failed and is not probed.
   */
  void worked(Region region, String keyName) {
    known(region, keyName).ifPresent(LastingTrouble::worked);
  }

  /** Forgets a key with which nobody signs any more. */
  public void forget(String keyName) {
    byKey.keySet().removeIf(key -> key.name().equals(keyName));
  }

  private Optional<LastingTrouble<SigningFault>> known(Region region, String keyName) {
    return Optional.ofNullable(byKey.get(new Key(region, keyName)));
  }

  private LastingTrouble<SigningFault> of(Region region, String keyName) {
    return byKey.computeIfAbsent(
        new Key(region, keyName), ignored -> new LastingTrouble<>(CONFIRM, settle, clock));
  }

  /** The trouble that the key is in; empty if none is known. */
  Optional<Trouble.Row<SigningFault>> trouble(Region region, String keyName) {
    return known(region, keyName).flatMap(LastingTrouble::current);
  }

  /**
   * Whether it is time for a probe: nothing was heard of the key for {@code quiet}, or for the time
   * that it takes to confirm a failure or a recovery.
   */
  boolean dueForProbe(Region region, String keyName) {
    LastingTrouble<SigningFault> attempts = of(region, keyName);
    Duration pause =
        !attempts.unsettled() ? quiet : attempts.current().isPresent() ? settle : CONFIRM;
    Instant now = clock.instant();
    return attempts.lastAttempt().map(last -> !now.isBefore(last.plus(pause))).orElse(true);
  }
}
