package io.vouchsafe.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vouchsafe.key.Kid;
import io.vouchsafe.token.Entitlement;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tokens that were checked of late: grants that are good, and tokens whose signature did not
 * verify. All organisations of a template share one, so that none of them holds any of it while
 * nobody calls it. What one issuer checked counts at no other. Safe for many threads.
 */
public final class CheckedTokens {
  private static final int MOST_GRANTS = 10_000;

  /**
   * A token at an issuer.
   *
   * @param issuer the {@code iss} of the issuer that checked it
   * @param digest its SHA-256
   */
  record Token(String issuer, ByteBuffer digest) {}

  /**
   * A good grant.
   *
   * @param kid of the key that signed it
   * @param deadAt when it has ended, and clocks differ no more
   */
  record Grant(
      Kid kid,
      Instant issuedAt,
      Instant deadAt,
      List<RevocationEntry.Scope> scopes,
      Entitlement entitlement) {}

  private final Cache<Token, Grant> grants =
      Caffeine.newBuilder().maximumSize(MOST_GRANTS).executor(Runnable::run).build();
  private final Forgeries forgeries = new Forgeries();

  Optional<Grant> grant(Token token) {
    return Optional.ofNullable(grants.getIfPresent(token));
  }

  void good(Token token, Grant grant) {
    grants.put(token, grant);
  }

  void forget(Token token) {
    grants.invalidate(token);
  }

  Forgeries forgeries() {
    return forgeries;
  }
}
