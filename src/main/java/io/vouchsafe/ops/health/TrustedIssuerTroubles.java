package io.vouchsafe.ops.health;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.proof.TrustedIssuer;
import java.util.Map;
import java.util.TreeMap;

/** The trusted issuers whose keys could not be fetched, and what mends it. */
final class TrustedIssuerTroubles {
  private TrustedIssuerTroubles() {}

  /** Cause and remedy for each trusted issuer of {@code issuer} that is in trouble, by its name. */
  static Map<String, String> of(Issuer issuer) {
    Map<String, String> troubles = new TreeMap<>();
    for (TrustedIssuer trusted : issuer.proofs().issuers()) {
      issuer
          .proofs()
          .keysOf(trusted)
          .trouble()
          .ifPresent(
              row ->
                  troubles.put(
                      "trusted issuer " + trusted.name(), words(issuer.name(), trusted, row)));
    }
    return troubles;
  }

  private static String words(String issuer, TrustedIssuer trusted, Trouble.Row<String> row) {
    return "the keys of trusted issuer %s could not be read since %s: %s; those that were read before serve for up to 24 h; check %s (vouchsafe.issuers.%s.trusted-issuers.%s.*); it is tried again by itself"
        .formatted(
            trusted.name(), row.since(), row.reason(), place(trusted), issuer, trusted.name());
  }

  private static String place(TrustedIssuer trusted) {
    return switch (trusted.keys()) {
      case TrustedIssuer.KeySource.OfFile(var path) -> "the file " + path;
      case TrustedIssuer.KeySource.OfUri(var uri) -> "curl -v " + uri;
      case TrustedIssuer.KeySource.Discovery _ ->
          "curl -v ISSUER/.well-known/openid-configuration and its jwks_uri, with its issuer for ISSUER";
    };
  }
}
