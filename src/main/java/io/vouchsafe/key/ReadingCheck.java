package io.vouchsafe.key;

import java.util.Optional;

/** Checks whether a reading may follow the one before it. */
final class ReadingCheck {
  private ReadingCheck() {}

  /**
   * Why {@code now} must not be taken over; empty if it may be.
   *
   * @param newKeys how to get new keys
   */
  static Optional<KeyFault> check(
      Optional<SigningKey> before, SigningKey now, KeyPolicy policy, String newKeys) {
    if (before.isEmpty() && now.traits().recoverable()) {
      return Optional.of(
          fault(
              now,
              KeyFault.Cause.UNFIT,
              "its private key can be taken out of Vault (exportable or allow_plaintext_backup), and Vault cannot undo that",
              newKeys));
    }
    if (now.traits().lacksOldest() && !KeyLife.alone(now, policy).earlierAreOver()) {
      return Optional.of(
          fault(
              now,
              KeyFault.Cause.IMPLAUSIBLE,
              "Vault lists no version before %d, though its min_decryption_version says so, and tokens under them may live"
                  .formatted(now.oldest().number()),
              "look at the key with vault read; the last good reading stays in force"));
    }
    return before
        .filter(now::follows)
        .filter(old -> now.newest().number() < old.newest().number())
        .map(
            old ->
                fault(
                    now,
                    KeyFault.Cause.IMPLAUSIBLE,
                    "the newest version is %d, but %d was seen before"
                        .formatted(now.newest().number(), old.newest().number()),
                    "look for a restored Vault snapshot or a standby that lags; the last good reading stays in force"));
  }

  private static KeyFault fault(
      SigningKey key, KeyFault.Cause cause, String reason, String remedy) {
    return new KeyFault(key.role(), key.name(), cause, reason, remedy);
  }
}
