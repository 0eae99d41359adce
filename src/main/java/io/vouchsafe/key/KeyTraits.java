package io.vouchsafe.key;

import java.time.Duration;
import java.util.Objects;

/**
 * What the custodian allows with a key.
 *
 * @param recoverable whether the private key can be taken out of Vault ({@code exportable} or
 *     {@code allow_plaintext_backup}); this can never be undone
 * @param softDeleted OpenBao keeps the key readable but refuses to sign with it
 * @param deletionAllowed whether one call can delete the key with all its versions
 * @param autoRotatePeriod how often Vault itself adds a version; zero if it does not
 * @param mayRotate whether a version can ever be added: not to a key that was imported without
 *     {@code allow_rotation}
 * @param lacksOldest whether Vault's {@code min_decryption_version} names a version that it does
 *     not list: a minimum was raised and taken back by half
 */
public record KeyTraits(
    boolean recoverable,
    boolean softDeleted,
    boolean deletionAllowed,
    Duration autoRotatePeriod,
    boolean mayRotate,
    boolean lacksOldest) {
  /** A key as it should be. */
  public static final KeyTraits SAFE =
      new KeyTraits(false, false, false, Duration.ZERO, true, false);

  public KeyTraits {
    Objects.requireNonNull(autoRotatePeriod, "autoRotatePeriod");
  }

  /** The same; the one instance where a key is as it should be, since most are. */
  public KeyTraits shared() {
    return equals(SAFE) ? SAFE : this;
  }

  /**
   * Why a key that may not rotate never does, and what an operator does about it.
   *
   * @param newKeys how to get new keys
   */
  public static String unrotatable(String newKeys) {
    return "was imported without allow_rotation, so Vault never adds a version to it; move to keys"
        + " made in Vault before it is to rotate: "
        + newKeys;
  }
}
