package io.vouchsafe.key.simulation;

import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.simulation.Ledger.Copy;
import io.vouchsafe.key.simulation.Ledger.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The JWKS that an instance serves from one instant on. While it is good verifiers may keep it, and
 * it has every kid. After that it goes out with {@code max-age=0}, to be used at once, and has the
 * kids of regions that were read {@code announce-for} - {@code e} ago or later.
 *
 * @param goodUntil when the oldest reading of any region is too old; empty if one is missing
 * @param usableUntil for each region that was read, when its reading is too old even for that
 */
record Serving(
    Set<Kid> kids, Instant from, Optional<Instant> goodUntil, Map<Region, Instant> usableUntil) {

  /** What could be fetched of it until {@code until}. */
  List<Copy> copies(String name, Instant until, Duration longestCopy) {
    Instant end = later(from, earlier(goodUntil.orElse(from), until));
    List<Copy> copies = new ArrayList<>();
    copies.add(new Copy(name, Scope.TOKENS, kids, from, end, longestCopy));
    usableUntil.forEach(
        (region, usable) ->
            copies.add(
                new Copy(
                    name, Scope.of(region), kids, end, earlier(usable, until), Duration.ZERO)));
    return copies;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
