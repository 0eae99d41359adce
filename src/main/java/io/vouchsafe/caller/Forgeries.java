package io.vouchsafe.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Tokens whose signature did not verify: one that comes again and again is checked once. Safe for
 * many threads.
 */
final class Forgeries {
  static final Duration REMEMBERED = Duration.ofSeconds(30);

  private static final int MOST = 10_000;

  private final Cache<CheckedTokens.Token, Problem> forgeries =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterWrite(REMEMBERED)
          .executor(Runnable::run)
          .build();

  /**
   * @throws Problem as the last time, if the token is remembered
   */
  void refuse(CheckedTokens.Token token) {
    Problem forgery = forgeries.getIfPresent(token);
    if (forgery != null) {
      throw forgery;
    }
  }

  /**
   * Does {@code work}, and remembers the token if its signature was what failed.
   *
   * @param token whose signature {@code work} checks
   */
  <T> T watch(
      CheckedTokens.Token token, SignatureChecks checks, Function<SignatureChecks, T> work) {
    Watched watched = new Watched(checks);
    try {
      return work.apply(watched);
    } catch (Problem problem) {
      if (watched.failed) {
        forgeries.put(token, problem);
      }
      throw problem;
    }
  }

  /** Knows whether the signature was what failed; for one token. */
  private static final class Watched implements SignatureChecks {
    private final SignatureChecks checks;
    private boolean failed;

    Watched(SignatureChecks checks) {
      this.checks = checks;
    }

    @Override
    public boolean run(BooleanSupplier verifies) {
      boolean verified = checks.run(verifies);
      failed = !verified;
      return verified;
    }
  }
}
