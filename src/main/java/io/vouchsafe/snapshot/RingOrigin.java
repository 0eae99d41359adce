package io.vouchsafe.snapshot;

import java.util.Objects;

/**
 * Where the keys of a ring are from. Rings of two origins have nothing to do with one another.
 *
 * @param issuer the {@code iss}
 * @param vault Vault's URL
 * @param namespace Vault's namespace; empty if there is none
 * @param mount of the Transit engine
 * @param keyPrefix what the names of the issuer's keys begin with
 */
public record RingOrigin(
    String issuer, String vault, String namespace, String mount, String keyPrefix) {
  public RingOrigin {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(vault, "vault");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(mount, "mount");
    Objects.requireNonNull(keyPrefix, "keyPrefix");
  }
}
