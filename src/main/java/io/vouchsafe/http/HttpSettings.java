package io.vouchsafe.http;

import io.vouchsafe.base.Reasons;
import io.vouchsafe.http.limit.AddressRange;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The bounds of the public port.
 *
 * @param maxTokens tokens of one lane that may be under way, 1 to 1,000,000
 * @param maxChecks callers whose credentials may be under check, 1 to 1,000,000
 * @param checksAtOnce signatures that are checked at a time, 1 to 1,000
 * @param proxies whose word on the peer's address counts
 * @param deadline how long a caller waits for a token, at most
 */
public record HttpSettings(
    Bodies bodies,
    int maxTokens,
    int maxChecks,
    int checksAtOnce,
    Rates rates,
    List<AddressRange> proxies,
    Duration deadline) {
  private static final int MOST = 1_000_000;
  private static final int MOST_AT_ONCE = 1_000;

  /**
   * The bounds of bodies.
   *
   * @param max octets that one may have
   * @param together octets that all that are under way may have, at least four times {@code max}
   * @param timeout after which a body must have come at {@code rate}; at least a second
   * @param rate octets a second, at least one
   */
  public record Bodies(int max, long together, Duration timeout, long rate) {
    /** One caller may have less than half of the room, and is to have one whole body. */
    private static final int SHARES = 4;

    private static final long LARGEST = 1L << 30;

    /**
     * @throws IllegalArgumentException naming the property whose value cannot work
     */
    public Bodies {
      Objects.requireNonNull(timeout, "timeout");
      new Reasons()
          .unless(max >= 1, "max-body must be at least one octet")
          .unless(
              together >= SHARES * (long) max,
              "max-bodies must be at least %d times max-body (%d octets), not %d",
              SHARES,
              max,
              together)
          .unless(timeout.compareTo(Duration.ofSeconds(1)) >= 0, "body-timeout must be at least 1s")
          .unless(rate >= 1, "body-rate must be at least one octet a second")
          .refuse();
    }

    /**
     * {@code octets} as {@code max}.
     *
     * @throws IllegalArgumentException if that is more than 1 GiB
     */
    public static int checkedMax(long octets) {
      new Reasons()
          .unless(octets <= LARGEST, "max-body must be at most 1G, not %d octets", octets)
          .refuse();
      return (int) octets;
    }
  }

  /**
   * How much one may have in a minute, at once or bit by bit; each at least one.
   *
   * @param grant tokens for one grant
   * @param broker tokens and grants for one broker
   * @param exchange tokens for one subject of an exchange
   * @param peer credentials of one peer that are checked
   * @param issuer tokens and grants of one issuer
   */
  public record Rates(long grant, long broker, long exchange, long peer, long issuer) {
    /**
     * @throws IllegalArgumentException naming the property whose value cannot work
     */
    public Rates {
      Reasons reasons = new Reasons();
      atLeastOne("grant", grant, reasons);
      atLeastOne("broker", broker, reasons);
      atLeastOne("exchange", exchange, reasons);
      atLeastOne("peer", peer, reasons);
      atLeastOne("issuer", issuer, reasons);
      reasons.refuse();
    }

    private static void atLeastOne(String name, long value, Reasons reasons) {
      reasons.unless(value >= 1, "rates.%s must be at least 1 a minute, not %d", name, value);
    }
  }

  /**
   * @throws IllegalArgumentException naming the property whose value cannot work
   */
  public HttpSettings {
    Objects.requireNonNull(bodies, "bodies");
    Objects.requireNonNull(rates, "rates");
    Objects.requireNonNull(deadline, "deadline");
    proxies = List.copyOf(proxies);
    checkRooms(maxTokens, maxChecks, checksAtOnce);
  }

  /**
   * Checks what may be under way.
   *
   * @throws IllegalArgumentException naming each property whose value cannot work
   */
  public static void checkRooms(int maxTokens, int maxChecks, int checksAtOnce) {
    Reasons reasons = new Reasons();
    within("max-tokens", maxTokens, MOST, reasons);
    within("max-checks", maxChecks, MOST, reasons);
    within("checks-at-once", checksAtOnce, MOST_AT_ONCE, reasons);
    reasons.refuse();
  }

  private static void within(String name, int value, int most, Reasons reasons) {
    reasons.unless(value >= 1 && value <= most, "%s must be 1 to %d, not %d", name, most, value);
  }
}
