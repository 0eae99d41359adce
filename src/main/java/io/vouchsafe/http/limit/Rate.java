package io.vouchsafe.http.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A token bucket for each of many holders: so many units a minute, which may come all at once. At
 * most {@value #MOST_HOLDERS} holders are remembered; the one who was away longest is forgotten
 * first, and then has a full bucket again. Safe for many threads; never waits.
 *
 * <p>Caffeine finds the class of this cache's entries by its name, and Quarkus does not register
 * this one for the native program.
 */
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.PSAMS")
public final class Rate {
  /** The time in which an empty bucket fills. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  private static final int MOST_HOLDERS = 20_000;

  private final String name;
  private final long perMinute;
  private final Bandwidth limit;
  private final TimeMeter clock;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_HOLDERS)
          .expireAfterAccess(WINDOW.multipliedBy(2))
          .executor(Runnable::run)
          .build();

  /**
   * @param name of the policy, as clients see it (draft-ietf-httpapi-ratelimit-headers, 3)
   * @param perMinute units for each holder, at least one
   */
  public Rate(String name, long perMinute, InstantSource clock) {
    this.name = name;
    this.perMinute = perMinute;
    this.limit = Bandwidth.builder().capacity(perMinute).refillGreedy(perMinute, WINDOW).build();
    this.clock = new Clock(clock);
  }

  private record Clock(InstantSource source) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(source.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }

  /**
   * A holder has used up what it may have.
   *
   * @param name of the policy
   * @param quota units in a {@link #WINDOW}
   * @param remaining units that are left
   * @param pause until as many are there as were asked for, at least a second
   */
  public record Exceeded(String name, long quota, long remaining, Duration pause) {
    /** Whether so many will never be there at once. */
    public boolean forGood(long units) {
      return units > quota;
    }
  }

  /**
   * Takes {@code units} of a holder's bucket, or nothing.
   *
   * @return why not
   */
  public Optional<Exceeded> take(String holder, long units) {
    ConsumptionProbe probe =
        buckets.get(holder, unseen -> bucket()).tryConsumeAndReturnRemaining(units);
    if (probe.isConsumed()) {
      return Optional.empty();
    }
    Duration pause = units > perMinute ? WINDOW : inSeconds(probe.getNanosToWaitForRefill());
    return Optional.of(new Exceeded(name, perMinute, probe.getRemainingTokens(), pause));
  }

  private Bucket bucket() {
    return Bucket.builder().addLimit(limit).withCustomTimePrecision(clock).build();
  }

  private static Duration inSeconds(long nanos) {
    return Duration.ofSeconds(Math.max(1, Math.ceilDiv(nanos, 1_000_000_000L)));
  }
}
