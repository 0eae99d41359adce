package io.vouchsafe.issuer;

import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.SigningKey;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The highest version that was seen of each key of each organisation, for as long as the process
 * runs: an organisation that was not asked for in a while is forgotten but for this, so that a
 * reading that goes back is refused as it would have been. Safe for many threads.
 */
public final class HighestVersions {
  /**
   * Of each role, or 0.
   *
   * @param newest the highest version
   * @param oldest the kid of the lowest one of that reading, cut to 60 bits
   */
  private record Seen(int[] newest, long[] oldest) {}

  private final Map<String, Seen> byOrganisation = new ConcurrentHashMap<>();

  /** How many organisations something is remembered of. */
  int size() {
    return byOrganisation.size();
  }

  /** Reads as {@code custodian} does, and refuses what goes back behind what was seen. */
  public KeyCustodian of(String org, KeyCustodian custodian) {
    return new KeyCustodian() {
      @Override
      public KeyReading read(KeyRole role) {
        KeyReading reading = custodian.read(role);
        return reading instanceof KeyReading.Good good ? check(org, good) : reading;
      }

      @Override
      public String newKeys() {
        return custodian.newKeys();
      }
    };
  }

  private KeyReading check(String org, KeyReading.Good reading) {
    SigningKey key = reading.key();
    Optional<Integer> highest = behind(byOrganisation.get(org), key);
    if (highest.isPresent()) {
      return new KeyReading.Failed(
          new KeyFault(
              key.role(),
              key.name(),
              KeyFault.Cause.IMPLAUSIBLE,
              "the newest version is %d, but %d was seen before"
                  .formatted(key.newest().number(), highest.get()),
              "look for a restored Vault snapshot or a standby that lags; the last good reading stays in force"));
    }
    byOrganisation.merge(org, seen(key), HighestVersions::later);
    return reading;
  }

  /** The version that was seen of this very key, if it is higher than all that are read. */
  private static Optional<Integer> behind(Seen seen, SigningKey key) {
    int role = key.role().ordinal();
    boolean goesBack =
        seen != null
            && seen.newest[role] > key.newest().number()
            && key.versions().stream().anyMatch(it -> cut(it.kid()) == seen.oldest[role]);
    return goesBack ? Optional.of(seen.newest[role]) : Optional.empty();
  }

  private static Seen seen(SigningKey key) {
    int roles = KeyRole.values().length;
    Seen seen = new Seen(new int[roles], new long[roles]);
    seen.newest[key.role().ordinal()] = key.newest().number();
    seen.oldest[key.role().ordinal()] = cut(key.oldest().kid());
    return seen;
  }

  private static Seen later(Seen before, Seen now) {
    int[] newest = before.newest.clone();
    long[] oldest = before.oldest.clone();
    for (int role = 0; role < newest.length; role++) {
      if (now.newest[role] > 0) {
        newest[role] = now.newest[role];
        oldest[role] = now.oldest[role];
      }
    }
    boolean same = Arrays.equals(newest, before.newest) && Arrays.equals(oldest, before.oldest);
    return same ? before : new Seen(newest, oldest);
  }

  /** A kid is the base64url of a SHA-256, of which ten characters are 60 bits. */
  private static long cut(Kid kid) {
    long bits = 0;
    for (int i = 0; i < Math.min(10, kid.value().length()); i++) {
      bits = bits << 6 | (kid.value().charAt(i) & 0x3f);
    }
    return bits;
  }
}
