package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.SigningKey;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A Transit key as Vault keeps it.
 *
 * @param versions every one ever made, from 1 on; those below {@code minDecryption} are archived
 */
record VaultKey(KeyRole role, List<KeyVersion> versions, int minDecryption, int minEncryption) {
  VaultKey {
    versions = List.copyOf(versions);
  }

  static VaultKey made(KeyRole role, Instant at) {
    return new VaultKey(role, List.of(version(role, 1, at)), 1, 0);
  }

  /** All versions share one public key: here only the kid tells them apart. */
  private static KeyVersion version(KeyRole role, int number, Instant at) {
    PublicKey shared = Keys.pair(role.algorithm(), 1).getPublic();
    return new KeyVersion(number, at, shared, new Kid(role + "-" + number));
  }

  VaultKey rotated(Instant at) {
    List<KeyVersion> more = new ArrayList<>(versions);
    more.add(version(role, latest() + 1, at));
    return new VaultKey(role, more, minDecryption, minEncryption);
  }

  VaultKey withMinimums(int both) {
    return new VaultKey(role, versions, both, both);
  }

  int latest() {
    return versions.size();
  }

  List<KeyVersion> listed() {
    return versions.subList(Math.max(1, minDecryption) - 1, versions.size());
  }

  SigningKey reading(Instant readAt) {
    return new SigningKey(
        role, role.keyName("simulated"), listed(), minEncryption, KeyTraits.SAFE, readAt);
  }
}
