package io.vouchsafe.signing;

import io.vouchsafe.base.Reasons;
import io.vouchsafe.key.SigningAlgorithm;
import java.util.Objects;

/**
 * The bounds of calls to Transit and of the digests that wait for them.
 *
 * @param ec for ES256
 * @param rsa for RS256; Vault signs the items of such a batch one after the other
 * @param maxWaiting the most digests that may wait under one key version, 1 to 100,000
 */
public record SigningSettings(Lane ec, Lane rsa, int maxWaiting) {
  private static final int LARGEST_BATCH = 256;
  private static final int MOST_CALLS = 100;
  private static final int MOST_WAITING = 100_000;

  /**
   * The bounds of the calls under one key version.
   *
   * @param batch the most digests in one call, 1 to 256
   * @param calls the most calls under way at once, 1 to 100
   */
  public record Lane(int batch, int calls) {
    private Lane times(int nodes) {
      return new Lane(batch, Math.min(MOST_CALLS, calls * nodes));
    }
  }

  /**
   * @throws IllegalArgumentException naming the property whose value cannot work
   */
  public SigningSettings {
    Objects.requireNonNull(ec, "ec");
    Objects.requireNonNull(rsa, "rsa");
    Reasons reasons = new Reasons();
    check("ec", ec, reasons);
    check("rsa", rsa, reasons);
    check("max-waiting", maxWaiting, MOST_WAITING, reasons);
    reasons.refuse();
  }

  private static void check(String name, Lane lane, Reasons reasons) {
    check(name + ".batch", lane.batch(), LARGEST_BATCH, reasons);
    check(name + ".calls", lane.calls(), MOST_CALLS, reasons);
  }

  private static void check(String name, int value, int most, Reasons reasons) {
    reasons.unless(
        value >= 1 && value <= most,
        "vouchsafe.signing.%s must be 1 to %d, not %d",
        name,
        most,
        value);
  }

  /** As many more calls at once, of the same size; at most as many as may be configured. */
  SigningSettings times(int nodes) {
    return new SigningSettings(ec.times(nodes), rsa.times(nodes), maxWaiting);
  }

  Lane lane(SigningAlgorithm algorithm) {
    return switch (algorithm.keyType()) {
      case RSA -> rsa;
      case EC -> ec;
    };
  }
}
