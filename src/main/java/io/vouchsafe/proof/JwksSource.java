package io.vouchsafe.proof;

import java.time.Duration;

/** Where a trusted issuer's JWKS comes from. */
@FunctionalInterface
interface JwksSource {
  int MOST_OCTETS = 1 << 20;

  /**
   * @param freshFor how long it need not be asked for again; any length
   */
  record Fetched(byte[] jwks, Duration freshFor) {}

  /** Blocks for at most 2 s and reads at most {@link #MOST_OCTETS}. */
  Fetched fetch() throws JwksFault;

  /**
   * What is wrong with a JWKS that came from here: the fault itself, and which setting it is of.
   */
  default JwksFault unusable(JwksFault fault) {
    return fault;
  }

  static JwksSource of(TrustedIssuer issuer) {
    return switch (issuer.keys()) {
      case TrustedIssuer.KeySource.OfFile(var path) ->
          new FileJwks(path, issuer.setting("jwks-file"));
      case TrustedIssuer.KeySource.OfUri _, TrustedIssuer.KeySource.Discovery _ ->
          new HttpJwks(issuer);
    };
  }
}
