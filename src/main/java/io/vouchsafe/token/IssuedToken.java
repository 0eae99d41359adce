package io.vouchsafe.token;

import java.time.Instant;

/**
 * A token to be handed out. Its text form never shows the token itself.
 *
 * @param value the JWS in compact serialization (RFC 7515, 7.1)
 * @param id its {@code jti}
 */
public record IssuedToken(String value, String id, Instant expiresAt) {
  @Override
  public String toString() {
    return "IssuedToken[id=%s, expiresAt=%s]".formatted(id, expiresAt);
  }
}
