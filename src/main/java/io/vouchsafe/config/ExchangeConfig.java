package io.vouchsafe.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One exchange: whose JWTs of a trusted issuer become tokens of this issuer (RFC 8693). */
public interface ExchangeConfig {
  /**
   * The name of the trusted issuer whose JWTs are exchanged; its `audience` must not be that of a
   * broker's.
   */
  String trustedIssuer();

  /**
   * What its JWTs must say, by claim: exact values, prefixes followed by `*`, or `*` for any; each
   * condition must hold.
   */
  Map<String, List<String>> claims();

  /** How claims become the workload's attributes: a claim in braces, or a fixed value. */
  Map<String, String> attributes();

  /** For which audiences: names, or `*`. */
  List<String> audiences();

  /** The longest lifetime of a token. */
  @WithDefault("1h")
  Duration maxTtl();
}
