package io.vouchsafe.key;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One reading of one Transit key: what Vault said of it at {@code readAt}.
 *
 * @param versions ascending and without a gap, at least one
 * @param minSigningVersion Vault's {@code min_encryption_version}; 0 and 1 both mean no bound
 */
public record SigningKey(
    KeyRole role,
    String name,
    List<KeyVersion> versions,
    int minSigningVersion,
    KeyTraits traits,
    Instant readAt) {

  public SigningKey {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(traits, "traits");
    Objects.requireNonNull(readAt, "readAt");
    versions = List.copyOf(versions);
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("key " + name + " has no version");
    }
    for (int i = 1; i < versions.size(); i++) {
      if (versions.get(i).number() != versions.get(i - 1).number() + 1) {
        throw new IllegalArgumentException(
            "the versions of key " + name + " have a gap or no order");
      }
    }
  }

  public KeyVersion oldest() {
    return versions.getFirst();
  }

  public KeyVersion newest() {
    return versions.getLast();
  }

  /** Whether the key once had versions that Vault no longer lists or no longer lets sign. */
  public boolean hadEarlierVersions() {
    return oldest().number() > 1 || minSigningVersion > 1;
  }

  public Optional<KeyVersion> version(Kid kid) {
    return versions.stream().filter(version -> version.kid().equals(kid)).findFirst();
  }

  /**
   * Whether this reading can follow the other one in the life of one key: it has a public key of
   * it, or later versions alone, since all others were cut off.
   */
  boolean follows(SigningKey before) {
    return versions.stream().anyMatch(version -> before.version(version.kid()).isPresent())
        || oldest().number() > before.newest().number();
  }
}
