package io.vouchsafe.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One immutable reading of the keys of an issuer. Each key carries the time it was read at: when
 * one of them could not be read again, its last good reading stays beside newer ones of the others.
 */
public record KeyRing(Map<KeyRole, SigningKey> keys) {
  static final KeyRing EMPTY = new KeyRing(Map.of());

  public KeyRing {
    keys =
        keys.isEmpty()
            ? Map.of()
            : Collections.unmodifiableMap(new EnumMap<KeyRole, SigningKey>(keys));
  }

  public Optional<SigningKey> key(KeyRole role) {
    return Optional.ofNullable(keys.get(role));
  }

  KeyRing with(SigningKey key) {
    Map<KeyRole, SigningKey> changed = new EnumMap<>(KeyRole.class);
    changed.putAll(keys);
    changed.put(key.role(), key);
    return new KeyRing(changed);
  }

  /** These keys, and those of {@code other} in the roles that this ring has no key for. */
  KeyRing over(KeyRing other) {
    if (keys.keySet().containsAll(other.keys.keySet())) {
      return this;
    }
    Map<KeyRole, SigningKey> both = new EnumMap<>(KeyRole.class);
    both.putAll(other.keys);
    both.putAll(keys);
    return new KeyRing(both);
  }

  /** When the earliest version that Vault still lists of any key was created. */
  Optional<Instant> earliestVersion() {
    return keys.values().stream().map(key -> key.oldest().createdAt()).min(Instant::compareTo);
  }

  /** The age of the published key whose reading is oldest; empty while there is none. */
  Optional<Duration> age(Instant now) {
    return keys.values().stream()
        .filter(key -> key.role().published())
        .map(SigningKey::readAt)
        .min(Instant::compareTo)
        .map(readAt -> Duration.between(readAt, now));
  }
}
