package io.vouchsafe.ops.health;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyRole;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * An issuer of which only the keys matter: RS256 and ES256, with the times that are the default.
 */
final class OneIssuer {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private OneIssuer() {}

  static Issuer with(KeyCustodian custodian, InstantSource clock) {
    IssuerKeys keys =
        new IssuerKeys(
            custodian,
            Map.of(KeyRole.RS256, DefaultPolicy.policy(), KeyRole.ES256, DefaultPolicy.policy()),
            clock,
            new KeyEvents() {});
    return new Issuer(
        "default",
        "https://id.example.com",
        "test",
        keys,
        List.of(),
        new JwksCaching(SECOND, SECOND, SECOND, false),
        new TreeSet<>(),
        false,
        null,
        null,
        null,
        null);
  }
}
