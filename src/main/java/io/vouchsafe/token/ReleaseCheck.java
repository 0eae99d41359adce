package io.vouchsafe.token;

import io.vouchsafe.key.Kid;
import io.vouchsafe.key.SigningAlgorithm;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides whether a finished token may leave. RS256 tokens and grants are verified, each of them.
 * So are the first {@value #FIRST} ES256 tokens under a key version, and after them a sample; when
 * one of the sample fails, as many in a row have to verify again. Safe for many threads.
 */
public final class ReleaseCheck {
  /** How many ES256 tokens in a row have to verify before a key version is sampled. */
  public static final int FIRST = 64;

  private static final int RAREST = 10_000;

  private final int oneIn;
  private final Map<Kid, AtomicInteger> verified = new ConcurrentHashMap<>();

  private ReleaseCheck(int oneIn) {
    this.oneIn = oneIn;
  }

  /** Verifies every token. */
  public static ReleaseCheck always() {
    return new ReleaseCheck(1);
  }

  /**
   * Verifies ES256 tokens by sample.
   *
   * @param oneIn of how many one is verified, 1 to 10,000; 1 verifies all
   * @throws IllegalArgumentException if it is none of these
   */
  public static ReleaseCheck sampled(int oneIn) {
    if (oneIn < 1 || oneIn > RAREST) {
      throw new IllegalArgumentException(
          "verify-one-in must be 1 to %d, not %d".formatted(RAREST, oneIn));
    }
    return new ReleaseCheck(oneIn);
  }

  boolean passes(PreparedToken token, String jws) {
    if (oneIn == 1
        || token.algorithm() != SigningAlgorithm.ES256
        || token.type() != TokenType.IDENTITY_TOKEN) {
      return SignatureCheck.holds(token, jws);
    }
    AtomicInteger inARow =
        verified.computeIfAbsent(token.keyVersion().kid(), kid -> new AtomicInteger());
    if (inARow.get() >= FIRST && ThreadLocalRandom.current().nextInt(oneIn) != 0) {
      return true;
    }
    boolean holds = SignatureCheck.holds(token, jws);
    inARow.updateAndGet(count -> holds ? Math.min(FIRST, count + 1) : 0);
    return holds;
  }
}
