package io.vouchsafe.key;

import java.time.Duration;
import java.util.Objects;

/**
 * What the JWKS tells caches (RFC 9111, RFC 5861): whole seconds, none negative, or the constructor
 * throws {@link IllegalArgumentException} naming the one that is not.
 *
 * @param sharedCache whether a shared cache stands before verifiers that ignore {@code Age}
 */
public record JwksCaching(
    Duration maxAge, Duration staleWhileRevalidate, Duration staleIfError, boolean sharedCache) {

  public JwksCaching {
    check("max-age", maxAge);
    check("stale-while-revalidate", staleWhileRevalidate);
    check("stale-if-error", staleIfError);
  }

  private static void check(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.isNegative() || value.getNano() != 0) {
      throw new IllegalArgumentException(name + " must be whole seconds and not negative");
    }
  }

  /** {@code m}: the longest that a verifier which obeys may keep a copy. */
  public Duration longestCopy() {
    Duration stale =
        staleWhileRevalidate.compareTo(staleIfError) > 0 ? staleWhileRevalidate : staleIfError;
    Duration once = maxAge.plus(stale);
    return sharedCache ? once.multipliedBy(2) : once;
  }

  /** The value of {@code Cache-Control} for a good key set. */
  public String header() {
    return "public, max-age=%d, stale-while-revalidate=%d, stale-if-error=%d"
        .formatted(maxAge.toSeconds(), staleWhileRevalidate.toSeconds(), staleIfError.toSeconds());
  }
}
