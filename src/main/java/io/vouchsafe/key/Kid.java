package io.vouchsafe.key;

import java.util.Objects;

/** A key id: the RFC 7638 SHA-256 thumbprint of the public key, base64url without padding. */
public record Kid(String value) {
  public Kid {
    Objects.requireNonNull(value, "value");
  }

  @Override
  public String toString() {
    return value;
  }
}
