package io.vouchsafe.http.body;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vouchsafe.token.IssuedToken;

/**
 * The answer of {@code GET /id-token}, in the contract of GitHub Actions. Its text form never shows
 * the token.
 *
 * @param value the token
 * @param count the length of {@code value}
 */
@RegisterForReflection
public record IdTokenBody(String value, int count) {
  public static IdTokenBody of(IssuedToken token) {
    return new IdTokenBody(token.value(), token.value().length());
  }

  @Override
  public String toString() {
    return "IdTokenBody[count=%d]".formatted(count);
  }
}
