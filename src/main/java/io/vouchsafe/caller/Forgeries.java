package io.vouchsafe.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.Problem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Tokens whose signature did not verify, by their SHA-256: one that comes again and again is
 * checked once. Safe for many threads.
 */
final class Forgeries {
  static final Duration REMEMBERED = Duration.ofSeconds(30);

  private static final int MOST = 10_000;

  private final Cache<ByteBuffer, Problem> forgeries =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterWrite(REMEMBERED)
          .executor(Runnable::run)
          .build();

  /**
   * @throws Problem as the last time, if the token with this digest is remembered
   */
  void refuse(ByteBuffer digest) {
    Problem forgery = forgeries.getIfPresent(digest);
    if (forgery != null) {
      throw forgery;
    }
  }

  /**
   * Does {@code work}, and remembers the token if its signature was what failed.
   *
   * @param digest of the token whose signature {@code work} checks
   */
  <T> T watch(ByteBuffer digest, SignatureChecks checks, Function<SignatureChecks, T> work) {
    Watched watched = new Watched(checks);
    try {
      return work.apply(watched);
    } catch (Problem problem) {
      if (watched.failed) {
        forgeries.put(digest, problem);
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
