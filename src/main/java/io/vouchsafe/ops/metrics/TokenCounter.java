package io.vouchsafe.ops.metrics;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.TokenEvents;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the tokens and the grants of one issuer by how they ended. */
public final class TokenCounter implements TokenEvents {
  private final Map<KeyRole, Map<Result, LongAdder>> counts = new EnumMap<>(KeyRole.class);

  /**
   * @param roles those of the issuer's keys
   */
  public TokenCounter(String issuer, Collection<KeyRole> roles, Meters meters) {
    for (KeyRole role : roles) {
      Map<Result, LongAdder> byResult = new EnumMap<>(Result.class);
      for (Result result : Result.values()) {
        byResult.put(result, counter(issuer, role, label(result), meters));
      }
      counts.put(role, byResult);
    }
  }

  private static LongAdder counter(String issuer, KeyRole role, String outcome, Meters meters) {
    return role == KeyRole.GRANT
        ? meters.counter(
            "vouchsafe.grants",
            "grants that brokers asked for",
            "issuer",
            issuer,
            "outcome",
            outcome)
        : meters.counter(
            "vouchsafe.tokens",
            "identity tokens that were asked for, each entry of a list for itself",
            "issuer",
            issuer,
            "algorithm",
            role.algorithm().name(),
            "outcome",
            outcome);
  }

  private static String label(Result result) {
    return result.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void ended(KeyRole role, Result result) {
    counts.get(role).get(result).increment();
  }
}
