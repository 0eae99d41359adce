package io.vouchsafe.key;

import static java.util.stream.Collectors.toMap;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reports what happened to the versions of one region's keys between two checks. It holds what the
 * last check was made of, and no phase: they follow. Not for several threads.
 */
final class PhaseWatch {
  /** Is told of each turn. */
  @FunctionalInterface
  interface Report {
    void turned(KeyTurn turn, SigningKey key, KeyVersion version);
  }

  private record Seen(KeyVersion version, KeyPhase phase) {}

  private Map<KeyRole, KeyLife> before = Map.of();
  private Instant checkedAt = Instant.MIN;

  /**
   * Compares with the last check; the first one of a key reports nothing.
   *
   * @param lives by role; must not change
   */
  void check(Map<KeyRole, KeyLife> lives, Instant now, Report report) {
    lives.forEach(
        (role, life) ->
            Optional.ofNullable(before.get(role))
                .ifPresent(old -> compare(seen(old, checkedAt), life, now, report)));
    before = lives;
    checkedAt = now;
  }

  private static List<Seen> seen(KeyLife life, Instant at) {
    return life.key().versions().stream()
        .map(version -> new Seen(version, life.phase(version, at)))
        .toList();
  }

  private static void compare(List<Seen> before, KeyLife life, Instant now, Report report) {
    List<Seen> after = seen(life, now);
    Map<Kid, Seen> old = byKid(before);
    Map<Kid, Seen> current = byKid(after);
    before.forEach(
        seen ->
            ending(seen, Optional.ofNullable(current.get(seen.version().kid())), life, now)
                .forEach(turn -> report.turned(turn, life.key(), seen.version())));
    after.forEach(
        seen ->
            beginning(Optional.ofNullable(old.get(seen.version().kid())), seen)
                .forEach(turn -> report.turned(turn, life.key(), seen.version())));
  }

  private static Map<Kid, Seen> byKid(List<Seen> some) {
    return some.stream().collect(toMap(it -> it.version().kid(), it -> it, (one, same) -> one));
  }

  private static List<KeyTurn> ending(Seen old, Optional<Seen> seen, KeyLife life, Instant now) {
    if (!old.phase().published()) {
      return List.of();
    }
    if (seen.map(Seen::phase).equals(Optional.of(KeyPhase.SKIPPED))) {
      return old.phase() == KeyPhase.SIGNING
          ? List.of(KeyTurn.CEASED_TO_SIGN, KeyTurn.SKIPPED)
          : List.of(KeyTurn.SKIPPED);
    }
    if (seen.map(Seen::phase).equals(Optional.of(KeyPhase.RETIRED))
        || (seen.isEmpty() && timeWasOver(old.version(), life, now))) {
      return old.phase() == KeyPhase.SIGNING
          ? List.of(KeyTurn.CEASED_TO_SIGN, KeyTurn.RETIRED)
          : List.of(KeyTurn.RETIRED);
    }
    if (seen.isEmpty()) {
      return List.of(KeyTurn.REVOKED);
    }
    boolean ceased = old.phase() != KeyPhase.VERIFYING && seen.get().phase() == KeyPhase.VERIFYING;
    if (!ceased) {
      return List.of();
    }
    boolean barred = old.version().number() < life.key().minSigningVersion();
    return List.of(barred ? KeyTurn.REVOKED : KeyTurn.CEASED_TO_SIGN);
  }

  /** Whoever retired it may have a clock that is ahead of ours. */
  private static boolean timeWasOver(KeyVersion version, KeyLife life, Instant now) {
    return life.retiresAt(version)
        .map(at -> !now.plus(life.policy().clockError()).isBefore(at))
        .orElse(false);
  }

  private static List<KeyTurn> beginning(Optional<Seen> old, Seen seen) {
    List<KeyTurn> turns = new ArrayList<>();
    if (old.isEmpty() && seen.phase().published()) {
      turns.add(KeyTurn.ANNOUNCED);
    }
    boolean signed = old.map(Seen::phase).equals(Optional.of(KeyPhase.SIGNING));
    if (seen.phase() == KeyPhase.SIGNING && !signed) {
      turns.add(KeyTurn.BEGAN_TO_SIGN);
    }
    return turns;
  }
}
