package io.vouchsafe.caller.simulation;

import io.vouchsafe.key.KeyPolicy;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * One world to simulate.
 *
 * @param keys of the RS256 key
 * @param grants of the grant key
 * @param span how long it is looked at
 * @param making grants are made, and most of them revoked, within this time from the beginning
 * @param longestGrant how long a grant lives at most
 * @param timeout how long a LIST may take
 * @param lag how far a standby's answer may be behind
 * @param regions how many, each with a Vault of its own; instances have them as home in turns
 * @param kvAway whether the KV mount is gone for good from some moment on
 */
record World(
    KeyPolicy keys,
    KeyPolicy grants,
    Duration span,
    Duration making,
    Duration longestGrant,
    Duration timeout,
    Duration lag,
    int regions,
    int instances,
    boolean kvAway,
    Rules rules) {
  private static final Duration WEEK = Duration.ofDays(7);

  /** Times of seconds, for about an hour. */
  static World ofAnHour(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Duration second = Duration.ofSeconds(1);
    Duration refresh = times(second, random, 10, 30);
    Duration span = refresh.multipliedBy(120);
    return world(
        random, second, refresh, times(second, random, 2, 10), span, span, span.dividedBy(2));
  }

  /** Times of minutes, until the last grant and the last entry have expired. */
  static World ofAWeek(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Duration minute = Duration.ofMinutes(1);
    Duration refresh = times(minute, random, 20, 40);
    Duration making = refresh.multipliedBy(8);
    Duration end = WEEK.plus(making).plusHours(7);
    return world(random, minute, refresh, times(minute, random, 20, 40), end, making, WEEK);
  }

  private static World world(
      SplittableRandom random,
      Duration unit,
      Duration refresh,
      Duration clockError,
      Duration span,
      Duration making,
      Duration longestGrant) {
    Duration ringAge = refresh.plus(times(unit, random, 0, 30));
    return new World(
        policy(refresh, ringAge, clockError, Duration.ofHours(1)),
        policy(refresh, ringAge, clockError, WEEK),
        span,
        making,
        longestGrant,
        refresh.dividedBy(3),
        random.nextInt(3) == 0 ? times(unit, random, 1, 10) : Duration.ZERO,
        1,
        2 + random.nextInt(2),
        false,
        Rules.PRODUCTION);
  }

  private static Duration times(Duration unit, SplittableRandom random, int least, int most) {
    return unit.multipliedBy(random.nextInt(least, most + 1));
  }

  private static KeyPolicy policy(
      Duration refresh, Duration ringAge, Duration clockError, Duration longestToken) {
    Duration published = ringAge.multipliedBy(2);
    return KeyPolicy.builder()
        .rotateEvery(Duration.ofDays(90))
        .announceFor(published.plus(clockError))
        .retireAfter(Duration.ofDays(30))
        .refresh(refresh)
        .maxRingAge(ringAge)
        .maxPublishedAge(published)
        .longestCopy(Duration.ZERO)
        .clockError(clockError)
        .longestToken(longestToken)
        .leeway(Duration.ZERO)
        .build();
  }

  /** How old the list may be of the region whose key signed a grant. */
  Duration listIsGood() {
    return regions == 1 ? grants.maxRingAge() : grants.maxPublishedAge();
  }

  World with(Rules changed) {
    return changed(regions, instances, kvAway, changed);
  }

  World withoutKv() {
    return changed(regions, instances, true, rules);
  }

  /** With two regions or three, of which one has two instances. */
  World withRegions(long seed) {
    int several = 2 + (int) (seed % 2);
    return changed(several, several + 1, kvAway, rules);
  }

  private World changed(int regions, int instances, boolean kvAway, Rules rules) {
    return new World(
        keys, grants, span, making, longestGrant, timeout, lag, regions, instances, kvAway, rules);
  }
}
