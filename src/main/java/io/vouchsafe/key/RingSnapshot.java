package io.vouchsafe.key;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The public part of a ring, which may outlive the process: every version of each key that belongs
 * in the JWKS, and when it was read. It publishes what the ring would have published, by the
 * reader's clock; it holds no grant key, and nothing signs with it.
 */
public record RingSnapshot(KeyRing ring) {

  /**
   * Takes of {@code ring} what is public.
   *
   * @throws IllegalArgumentException if no key of it is
   */
  public RingSnapshot {
    Map<KeyRole, SigningKey> keys = new EnumMap<>(KeyRole.class);
    ring.keys().values().stream()
        .filter(key -> key.role().published())
        .forEach(key -> keys.put(key.role(), publicPart(key)));
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("it holds no key");
    }
    ring = new KeyRing(keys);
  }

  private static SigningKey publicPart(SigningKey key) {
    return key(key.role(), key.name(), key.versions(), key.readAt());
  }

  /** A key as a snapshot has it. */
  public static SigningKey key(
      KeyRole role, String name, List<KeyVersion> versions, Instant readAt) {
    return new SigningKey(role, name, versions, 0, KeyTraits.SAFE, readAt);
  }

  /** When the key was read whose reading is oldest. */
  public Instant readAt() {
    return ring.keys().values().stream()
        .map(SigningKey::readAt)
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** Whether both hold the same versions of the same keys, whenever they were read. */
  public boolean sameKeys(RingSnapshot other) {
    return withoutTimes().equals(other.withoutTimes());
  }

  private KeyRing withoutTimes() {
    Map<KeyRole, SigningKey> keys = new EnumMap<>(KeyRole.class);
    ring.keys()
        .forEach(
            (role, key) -> keys.put(role, key(role, key.name(), key.versions(), Instant.EPOCH)));
    return new KeyRing(keys);
  }
}
