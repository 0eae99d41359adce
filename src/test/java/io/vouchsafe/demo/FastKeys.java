package io.vouchsafe.demo;

import java.util.Map;

/** A key's whole life in half a minute. */
final class FastKeys {
  static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("vouchsafe.issuers.demo.key-prefix", "demo-fast"),
          Map.entry("vouchsafe.issuers.demo.default-ttl", "2s"),
          Map.entry("vouchsafe.issuers.demo.brokers.demo.max-expires-in", "60s"),
          Map.entry("vouchsafe.rotation.mode", "on"),
          Map.entry("vouchsafe.rotation.every", "1s"),
          Map.entry("vouchsafe.rotation.jitter", "0s"),
          Map.entry("vouchsafe.keys.refresh", "250ms"),
          Map.entry("vouchsafe.keys.max-ring-age", "2s"),
          Map.entry("vouchsafe.keys.max-published-age", "2s"),
          Map.entry("vouchsafe.keys.max-age", "1s"),
          Map.entry("vouchsafe.keys.stale-while-revalidate", "0s"),
          Map.entry("vouchsafe.keys.stale-if-error", "0s"),
          Map.entry("vouchsafe.keys.clock-error", "2s"),
          Map.entry("vouchsafe.keys.max-ttl", "2s"),
          Map.entry("vouchsafe.keys.verifier-leeway", "0s"),
          Map.entry("vouchsafe.keys.announce-for", "5s"),
          Map.entry("vouchsafe.keys.retire-after", "6s"),
          Map.entry("vouchsafe.keys.rotate-every", "12s"),
          Map.entry("vouchsafe.keys.grant.max-expires-in", "60s"),
          Map.entry("vouchsafe.keys.grant.announce-for", "5s"),
          Map.entry("vouchsafe.keys.grant.retire-after", "65s"),
          Map.entry("vouchsafe.keys.grant.rotate-every", "75s"));

  private FastKeys() {}
}
