package io.vouchsafe.testing;

import java.time.Duration;

/** The times of a key's life in seconds, as settings in pairs. */
final class CompressedTimes {
  /** The oldest reading that may sign, and the oldest list of revoked grants that counts. */
  static final Duration MAX_RING_AGE = Duration.ofSeconds(3);

  static final String[] SECONDS = {
    "vouchsafe.keys.refresh", "500ms",
    "vouchsafe.keys.max-ring-age", "3s",
    "vouchsafe.keys.max-published-age", "3s",
    "vouchsafe.keys.max-age", "1s",
    "vouchsafe.keys.stale-while-revalidate", "0s",
    "vouchsafe.keys.stale-if-error", "0s",
    "vouchsafe.keys.clock-error", "2s",
    "vouchsafe.keys.max-ttl", "2s",
    "vouchsafe.keys.verifier-leeway", "1s",
    "vouchsafe.keys.announce-for", "6s",
    "vouchsafe.keys.retire-after", "8s",
    "vouchsafe.keys.rotate-every", "15s",
    "vouchsafe.keys.grant.max-expires-in", "8s",
    "vouchsafe.keys.grant.announce-for", "5s",
    "vouchsafe.keys.grant.retire-after", "14s",
    "vouchsafe.keys.grant.rotate-every", "20s"
  };

  /** Beside them, what lets versions be skipped. */
  static final String[] BOUNDED = {
    "vouchsafe.keys.max-published-age", "5s",
    "vouchsafe.keys.announce-for", "8s",
    "vouchsafe.keys.rotate-every", "17s",
    "vouchsafe.keys.grant.announce-for", "7s",
    "vouchsafe.keys.grant.rotate-every", "22s"
  };

  /** Beside them, grants that outlive a restart of the instance that checks them. */
  static final String[] LONG_GRANTS = {
    "vouchsafe.keys.grant.max-expires-in", "20s",
    "vouchsafe.keys.grant.retire-after", "26s",
    "vouchsafe.keys.grant.rotate-every", "34s"
  };

  private CompressedTimes() {}
}
