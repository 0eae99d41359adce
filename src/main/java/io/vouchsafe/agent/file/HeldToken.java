package io.vouchsafe.agent.file;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.IdToken;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A token and how long it is good: as long as {@code exp} is after {@code iat}, from when it was
 * asked for, by the time that passes here. Whether this machine's clock agrees with the issuer's
 * does not matter.
 */
public final class HeldToken {
  private final IdToken token;
  private final Moment asked;
  private final InstantSource clock;

  HeldToken(IdToken token, Moment asked, InstantSource clock) {
    this.token = token;
    this.asked = asked;
    this.clock = clock;
  }

  /** What the issuer gives, measured from before it is asked. */
  public static HeldToken ask(TokenSource source, TokenSource.Wish wish, InstantSource clock)
      throws Fault {
    Moment asked = Moment.now(clock);
    return new HeldToken(source.token(wish), asked, clock);
  }

  public IdToken token() {
    return token;
  }

  /** From {@code iat} to {@code exp}. */
  public Duration life() {
    return Duration.between(token.issuedAt(), token.expiresAt());
  }

  public Duration age() {
    return asked.elapsed(clock);
  }

  /** What is left of its life; negative once it has expired. */
  public Duration left() {
    return life().minus(age());
  }

  public boolean good() {
    return left().isPositive();
  }

  /** How far the issuer's clock was ahead of this machine's when it was asked. */
  Duration clockAhead() {
    return Duration.between(asked.wall(), token.issuedAt());
  }
}
