package io.vouchsafe.agent.listener;

import java.util.Locale;

/**
 * Whether a client wants a token that nobody has seen, since its relying party takes each {@code
 * jti} once: {@code fresh=true} in the query, or {@code Cache-Control: no-cache} (RFC 9111,
 * 5.2.1.4).
 */
final class Freshness {
  private Freshness() {}

  static boolean asked(Request request) throws Request.Bad {
    return request.parameter("fresh").filter("true"::equals).isPresent()
        || request.headers().apply("Cache-Control").stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("no-cache"));
  }
}
