package io.vouchsafe.token;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a request was not fulfilled: the one failure type of issuance, mapped to an RFC 9457 document
 * at the edge. Its detail is for the caller to read and to act on; it never holds a secret.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Problem HUNG_UP = unavailable("the caller hung up", SOON);

  /** What a caller can do about it. */
  public enum Kind {
    /** Mend the request. */
    INVALID_REQUEST,
    /** Come with credentials; there were none. */
    NO_CREDENTIALS,
    /** Come with other credentials; those that came are not accepted. */
    INVALID_CREDENTIALS,
    /** Ask for something else; the credentials are good and do not allow this. */
    FORBIDDEN,
    /** Nothing soon: what has to be kept for it has no room. */
    NO_ROOM,
    /** Nothing: the service failed. */
    INTERNAL,
    /** Vault refuses the pinned key version; never leaves the service. */
    VERSION_REFUSED,
    /** Come again; Vault's answer was wrong and was thrown away. */
    WRONG_ANSWER,
    /** Come again after {@link Problem#retryAfter()}. */
    UNAVAILABLE
  }

  private final Kind kind;
  private final Optional<String> member;
  private final Optional<Duration> retryAfter;
  private final boolean away;

  private Problem(
      Kind kind, String detail, Optional<String> member, Optional<Duration> retryAfter) {
    this(kind, detail, member, retryAfter, false);
  }

  private Problem(
      Kind kind,
      String detail,
      Optional<String> member,
      Optional<Duration> retryAfter,
      boolean away) {
    super(Objects.requireNonNull(detail, "detail"), null, false, false);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.member = member;
    this.retryAfter = retryAfter;
    this.away = away;
  }

  /** A refusal of {@code kind}. */
  public static Problem of(Kind kind, String detail) {
    return new Problem(kind, detail, Optional.empty(), Optional.empty());
  }

  /**
   * A refusal of {@code kind} for the sake of {@code member}, the parameter or JSON member at
   * fault.
   *
   * @param detail a whole sentence, which names the member itself
   */
  public static Problem of(Kind kind, String member, String detail) {
    return new Problem(kind, detail, Optional.of(member), Optional.empty());
  }

  /** The request is not well formed; {@code member} is the parameter or JSON member at fault. */
  public static Problem invalid(String member, String detail) {
    return new Problem(
        Kind.INVALID_REQUEST, member + " " + detail, Optional.of(member), Optional.empty());
  }

  /** The request is well formed and not allowed; {@code member} is what it may not ask for. */
  public static Problem forbidden(String member, String detail) {
    return new Problem(
        Kind.FORBIDDEN, member + " " + detail, Optional.of(member), Optional.empty());
  }

  /**
   * The service cannot do it now and expects to be able to after {@code retryAfter}, which is taken
   * in whole seconds, upwards, and as one second at least (RFC 9110, 10.2.3).
   */
  public static Problem unavailable(String detail, Duration retryAfter) {
    return new Problem(
        Kind.UNAVAILABLE, detail, Optional.empty(), Optional.of(wholeSeconds(retryAfter)));
  }

  /**
   * As {@link #unavailable}, since the Vault that was asked signs nothing now: that of another
   * region may.
   */
  public static Problem away(String detail, Duration retryAfter) {
    return new Problem(
        Kind.UNAVAILABLE, detail, Optional.empty(), Optional.of(wholeSeconds(retryAfter)), true);
  }

  private static Duration wholeSeconds(Duration duration) {
    return duration.isPositive()
        ? duration.plusSeconds(1).minusNanos(1).truncatedTo(ChronoUnit.SECONDS)
        : Duration.ofSeconds(1);
  }

  /** The caller does not wait any more; nothing failed. */
  public static Problem hungUp() {
    return HUNG_UP;
  }

  /** The deadline has passed. */
  public static Problem tooLate() {
    return unavailable("Vault did not answer in time", SOON);
  }

  /** Too many wait already; nothing was done for the request. */
  public static Problem full() {
    return unavailable("too many requests are waiting for Vault", SOON);
  }

  /** Whether it is {@link #hungUp}. */
  public boolean isHungUp() {
    return this == HUNG_UP;
  }

  /** Whether another region's Vault may do what the one that was asked did not. */
  boolean mayWorkElsewhere() {
    return away || kind == Kind.WRONG_ANSWER;
  }

  public Kind kind() {
    return kind;
  }

  /** The parameter or JSON member at fault. */
  public Optional<String> member() {
    return member;
  }

  /** When to come again; whole seconds, at least one. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
