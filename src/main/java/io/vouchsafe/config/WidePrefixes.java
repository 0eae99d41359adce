package io.vouchsafe.config;

import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import java.util.TreeMap;

/**
 * Conditions of exchanges that end in the middle of a name: {@code acme*} also allows {@code
 * acme-evil/x}, which at a public issuer anybody may be called.
 */
final class WidePrefixes {
  private WidePrefixes() {}

  static void check(String name, IssuerConfig issuer, Faults faults) {
    new TreeMap<>(issuer.exchanges())
        .forEach(
            (of, exchange) ->
                new TreeMap<>(exchange.claims())
                    .forEach(
                        (claim, allowed) ->
                            allowed.stream()
                                .filter(WidePrefixes::isWide)
                                .forEach(
                                    value -> {
                                      String property =
                                          "vouchsafe.issuers.%s.exchanges.%s.claims.%s"
                                              .formatted(name, of, claim);
                                      faults.warn(
                                          property,
                                          "%s: %s allows every name that begins so; end it where a name ends, such as %s/*"
                                              .formatted(
                                                  property,
                                                  value,
                                                  value.substring(0, value.length() - 1)));
                                    })));
  }

  private static boolean isWide(String value) {
    return value.length() > 1
        && value.endsWith("*")
        && Character.isLetterOrDigit(value.charAt(value.length() - 2));
  }
}
