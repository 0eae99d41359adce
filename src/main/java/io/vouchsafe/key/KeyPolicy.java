package io.vouchsafe.key;

import io.vouchsafe.base.Reasons;
import io.vouchsafe.base.Sha256;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The times of a key's life. An instance can only exist if every inequality holds that keeps a
 * token verifiable; {@code docs/keys.md} derives them.
 *
 * @param rotateEvery age of the newest version at which a new one is due
 * @param announceFor how long a version is published before it may sign
 * @param retireAfter how long a version stays published after a newer one began to sign
 * @param refresh how often the keys are read
 * @param maxRingAge {@code r}: the oldest reading that may still sign
 * @param maxPublishedAge {@code s}: the oldest reading whose JWKS counts as good
 * @param longestCopy {@code m}: the longest that a verifier may keep a JWKS copy
 * @param clockError {@code e}: at least 2 s, since Vault's times come in whole seconds
 * @param longestToken {@code ttl}: the longest lifetime of what the key signs
 * @param leeway {@code l}: what verifiers add to a lifetime
 */
public record KeyPolicy(
    Duration rotateEvery,
    Duration announceFor,
    Duration retireAfter,
    Duration refresh,
    Duration maxRingAge,
    Duration maxPublishedAge,
    Duration longestCopy,
    Duration clockError,
    Duration longestToken,
    Duration leeway) {

  static final Duration MIN_CLOCK_ERROR = Duration.ofSeconds(2);

  /** How much longer than {@code refresh} a reading may take that failed at first. */
  static final Duration GRACE = Duration.ofSeconds(30);

  /**
   * Checks all times; the builder alone calls it.
   *
   * @throws IllegalArgumentException naming every inequality that does not hold, in words and
   *     numbers
   */
  public KeyPolicy {
    Reasons reasons = new Reasons();
    positive(reasons, "rotate-every", rotateEvery);
    positive(reasons, "announce-for", announceFor);
    positive(reasons, "retire-after", retireAfter);
    positive(reasons, "refresh", refresh);
    positive(reasons, "max-ring-age", maxRingAge);
    positive(reasons, "max-published-age", maxPublishedAge);
    notNegative(reasons, "longest JWKS copy", longestCopy);
    positive(reasons, "longest token lifetime", longestToken);
    notNegative(reasons, "verifier-leeway", leeway);
    atLeast(
        reasons, "clock-error", clockError, "Vault's times come in whole seconds", MIN_CLOCK_ERROR);
    atLeast(
        reasons,
        "max-ring-age",
        maxRingAge,
        "refresh, or no ring would be young enough to sign",
        refresh);
    atLeast(
        reasons,
        "max-published-age",
        maxPublishedAge,
        "max-ring-age, since a reading that may sign may also be published",
        maxRingAge);
    atLeast(
        reasons,
        "announce-for",
        announceFor,
        "max-published-age + longest JWKS copy + clock-error (%s + %s + %s), or a verifier may see a kid that is not in its copy of the JWKS"
            .formatted(text(maxPublishedAge), text(longestCopy), text(clockError)),
        maxPublishedAge.plus(longestCopy).plus(clockError));
    atLeast(
        reasons,
        "retire-after",
        retireAfter,
        "max-ring-age + clock-error + longest token lifetime + verifier-leeway (%s + %s + %s + %s), or a living token may outlive its key in the JWKS"
            .formatted(text(maxRingAge), text(clockError), text(longestToken), text(leeway)),
        maxRingAge.plus(clockError).plus(longestToken).plus(leeway));
    reasons
        .unless(
            rotateEvery.compareTo(announceFor.plus(retireAfter)) > 0,
            "rotate-every (%s) must be more than announce-for + retire-after (%s + %s), or more than two versions are alive",
            text(rotateEvery),
            text(announceFor),
            text(retireAfter))
        .refuse();
  }

  /** A builder; each time has to be set, since a key's life has no defaults of its own. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Twelve hexadecimal digits that two instances share exactly if their policies are the same, so
   * that operators see when two disagree.
   */
  public String digest() {
    return HexFormat.of().formatHex(Sha256.of(toString()), 0, 6);
  }

  /**
   * How soon after its creation three newer versions make a version one that is skipped for good:
   * {@code max-published-age} - {@code max-ring-age}. Whoever may sign with the version when it is
   * past {@code announce-for} has read the keys later than that, though a standby lag or {@code
   * announce-for} be changed meanwhile. Zero, which skips none, where the two are the same.
   */
  Duration skippedWithin() {
    return maxPublishedAge.minus(maxRingAge);
  }

  /**
   * The most versions of a key that are published at any moment, however often somebody rotates.
   * Any four that are not skipped span {@link #skippedWithin()}, so that at most three for each
   * such time were created within {@code announce-for} + {@code retire-after}; one more is the last
   * from before that. Empty where nothing bounds them.
   */
  public OptionalInt mostPublished() {
    if (skippedWithin().isZero()) {
      return OptionalInt.empty();
    }
    Duration published = announceFor.plus(retireAfter);
    long groups = published.plus(skippedWithin()).minusNanos(1).dividedBy(skippedWithin());
    return OptionalInt.of(Math.clamp(1 + KeyLife.NEWER_THAT_SKIP * groups, 1, Integer.MAX_VALUE));
  }

  /**
   * How long is waited for a reading before what it might have brought is taken for unknown: {@code
   * refresh} and {@link #GRACE}, or {@code max-published-age} where that is less. An older reading
   * does not settle what is in the Vault now, and a region that was not read within it is served
   * without.
   */
  public Duration patience() {
    Duration late = refresh.plus(GRACE);
    return late.compareTo(maxPublishedAge) < 0 ? late : maxPublishedAge;
  }

  private static void positive(Reasons reasons, String name, Duration value) {
    Objects.requireNonNull(value, name);
    reasons.unless(value.isPositive(), "%s must be more than zero, not %s", name, text(value));
  }

  private static void notNegative(Reasons reasons, String name, Duration value) {
    Objects.requireNonNull(value, name);
    reasons.unless(!value.isNegative(), "%s must not be negative, but is %s", name, text(value));
  }

  private static void atLeast(
      Reasons reasons, String name, Duration value, String bound, Duration least) {
    Objects.requireNonNull(value, name);
    reasons.unless(
        value.compareTo(least) >= 0,
        "%s (%s) must be at least %s: %s",
        name,
        text(value),
        text(least),
        bound);
  }

  private static String text(Duration duration) {
    return duration
        .toString()
        .substring(duration.isNegative() ? 3 : 2)
        .toLowerCase(java.util.Locale.ROOT);
  }

  /** Sets each time by its name; the record says what each one means. Not for several threads. */
  public static final class Builder {
    private Duration rotateEvery;
    private Duration announceFor;
    private Duration retireAfter;
    private Duration refresh;
    private Duration maxRingAge;
    private Duration maxPublishedAge;
    private Duration longestCopy;
    private Duration clockError;
    private Duration longestToken;
    private Duration leeway;

    private Builder() {}

    public Builder rotateEvery(Duration value) {
      rotateEvery = value;
      return this;
    }

    public Builder announceFor(Duration value) {
      announceFor = value;
      return this;
    }

    public Builder retireAfter(Duration value) {
      retireAfter = value;
      return this;
    }

    public Builder refresh(Duration value) {
      refresh = value;
      return this;
    }

    public Builder maxRingAge(Duration value) {
      maxRingAge = value;
      return this;
    }

    public Builder maxPublishedAge(Duration value) {
      maxPublishedAge = value;
      return this;
    }

    public Builder longestCopy(Duration value) {
      longestCopy = value;
      return this;
    }

    public Builder clockError(Duration value) {
      clockError = value;
      return this;
    }

    public Builder longestToken(Duration value) {
      longestToken = value;
      return this;
    }

    public Builder leeway(Duration value) {
      leeway = value;
      return this;
    }

    /**
     * The policy.
     *
     * @throws IllegalArgumentException naming the inequality that does not hold
     * @throws NullPointerException naming a time that was not set
     */
    public KeyPolicy build() {
      return new KeyPolicy(
          rotateEvery,
          announceFor,
          retireAfter,
          refresh,
          maxRingAge,
          maxPublishedAge,
          longestCopy,
          clockError,
          longestToken,
          leeway);
    }
  }
}
