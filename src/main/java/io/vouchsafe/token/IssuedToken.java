package io.vouchsafe.token;

import java.time.Instant;

/** A token that leaves. Its text form never shows the token itself. */
public record IssuedToken(String value, Instant expiresAt) {
  @Override
  public String toString() {
    return "IssuedToken[expiresAt=" + expiresAt + "]";
  }
}
