package io.vouchsafe.token;

import io.vouchsafe.key.KeyType;
import io.vouchsafe.key.Kid;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides whether a finished token may leave. Tokens signed with RSA and grants are verified, each
 * of them. So are the first {@value #FIRST} tokens under a version of an EC key, and after them a
 * sample; when one fails, {@value #AFTER_A_FAILURE} in a row have to verify before a sample is
 * enough again. Safe for many threads.
 */
public final class ReleaseCheck {
  /** How many tokens have to verify before a key version is sampled. */
  static final int FIRST = 64;

  /** How many have to in a row once one did not. */
  static final int AFTER_A_FAILURE = 10_000;

  private static final int RAREST = 10_000;

  private final int oneIn;
  private final Map<Kid, AtomicInteger> verifyStill = new ConcurrentHashMap<>();

  private ReleaseCheck(int oneIn) {
    this.oneIn = oneIn;
  }

  /** Verifies every token. */
  public static ReleaseCheck always() {
    return new ReleaseCheck(1);
  }

  /**
   * Verifies tokens that are signed with an EC key by sample.
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
        || token.algorithm().keyType() == KeyType.RSA
        || token.type() != TokenType.IDENTITY_TOKEN) {
      return SignatureCheck.holds(token, jws);
    }
    AtomicInteger toGo =
        verifyStill.computeIfAbsent(token.keyVersion().kid(), kid -> new AtomicInteger(FIRST));
    if (toGo.get() == 0 && ThreadLocalRandom.current().nextInt(oneIn) != 0) {
      return true;
    }
    boolean holds = SignatureCheck.holds(token, jws);
    toGo.updateAndGet(count -> holds ? Math.max(0, count - 1) : AFTER_A_FAILURE);
    return holds;
  }
}
