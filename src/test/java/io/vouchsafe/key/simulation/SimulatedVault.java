package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** One Vault's keys, and what they were at every earlier instant, for standbys that lag. */
final class SimulatedVault {
  private final Region region;
  private final Duration clockIsAhead;
  private final Map<KeyRole, NavigableMap<Instant, VaultKey>> history =
      new EnumMap<>(KeyRole.class);
  private Instant outageUntil = Instant.MIN;
  private boolean lost;
  private int rotations;
  private int mostListed;

  SimulatedVault(Region region, Duration clockIsAhead) {
    this.region = region;
    this.clockIsAhead = clockIsAhead;
  }

  Region region() {
    return region;
  }

  /** What its clock shows at {@code at}. */
  Instant clock(Instant at) {
    return at.plus(clockIsAhead);
  }

  void answersNothingUntil(Instant until) {
    outageUntil = until;
  }

  void lose() {
    lost = true;
  }

  /** Whether it has the key, and can sign with them unless there is an outage. */
  boolean has(KeyRole role) {
    return !lost && history.containsKey(role);
  }

  boolean answers(Instant now) {
    return !lost && !now.isBefore(outageUntil);
  }

  void make(KeyRole role, Instant at) {
    history
        .computeIfAbsent(role, ignored -> new TreeMap<>())
        .put(at, VaultKey.made(region, role, clock(at)));
  }

  void rotate(KeyRole role, Instant at) {
    VaultKey rotated = now(role).rotated(clock(at));
    history.get(role).put(at, rotated);
    rotations++;
    mostListed = Math.max(mostListed, rotated.listed().size());
  }

  /** Raises both minimums; lowers neither. */
  void raise(KeyRole role, int below, Instant at) {
    VaultKey key = now(role);
    int both = Math.max(below, Math.max(key.minDecryption(), key.minEncryption()));
    history.get(role).put(at, key.withMinimums(both));
  }

  void lower(KeyRole role, int to, Instant at) {
    VaultKey key = now(role);
    history.get(role).put(at, key.withMinimums(Math.min(to, key.minDecryption())));
  }

  /** Every key is again what it was {@code back} ago, if it existed. */
  void restore(Instant at, Duration back) {
    history.forEach(
        (role, states) -> at(role, at.minus(back)).ifPresent(before -> states.put(at, before)));
  }

  VaultKey now(KeyRole role) {
    return history.get(role).lastEntry().getValue();
  }

  Optional<VaultKey> at(KeyRole role, Instant instant) {
    return Optional.ofNullable(history.get(role))
        .map(states -> states.floorEntry(instant))
        .map(Map.Entry::getValue);
  }

  int rotations() {
    return rotations;
  }

  /** The most versions of one key that were listed after a rotation. */
  int mostListed() {
    return mostListed;
  }
}
