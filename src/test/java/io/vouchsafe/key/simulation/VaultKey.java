package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
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
record VaultKey(
    Region region, KeyRole role, List<KeyVersion> versions, int minDecryption, int minEncryption) {
  VaultKey {
    versions = List.copyOf(versions);
  }

  static VaultKey made(Region region, KeyRole role, Instant at) {
    return new VaultKey(region, role, List.of(version(region, role, 1, at)), 1, 0);
  }

  /** All versions share one public key: here only the kid tells them apart. */
  private static KeyVersion version(Region region, KeyRole role, int number, Instant at) {
    PublicKey shared = Keys.pair(role.algorithm(), 1).getPublic();
    return new KeyVersion(
        number, at, shared, new Kid(prefix(region, role) + number + "." + at.toEpochMilli()));
  }

  /** What the kids of one key begin with. */
  static String prefix(Region region, KeyRole role) {
    return region + "." + role + "-";
  }

  VaultKey rotated(Instant at) {
    List<KeyVersion> more = new ArrayList<>(versions);
    more.add(version(region, role, latest() + 1, at));
    return new VaultKey(region, role, more, minDecryption, minEncryption);
  }

  VaultKey withMinimums(int both) {
    return new VaultKey(region, role, versions, both, both);
  }

  /** Whether it has that very version, and lets it sign. */
  boolean signsWith(KeyVersion version) {
    return version.number() >= minEncryption
        && version.number() <= latest()
        && versions.get(version.number() - 1).kid().equals(version.kid());
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
