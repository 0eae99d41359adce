package io.vouchsafe.caller;

import java.time.Instant;

/**
 * A grant to be handed out. Its text form never shows the grant itself.
 *
 * @param value the bearer secret
 * @param id its {@code jti}
 */
public record IssuedGrant(String value, String id, Instant expiresAt) {
  @Override
  public String toString() {
    return "IssuedGrant[id=%s, expiresAt=%s]".formatted(id, expiresAt);
  }
}
