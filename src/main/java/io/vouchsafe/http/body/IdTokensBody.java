package io.vouchsafe.http.body;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vouchsafe.token.IssuedToken;
import io.vouchsafe.token.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer of {@code POST /id-tokens}.
 *
 * @param tokens for each entry of the request, by its name: a token or a problem
 */
@RegisterForReflection
public record IdTokensBody(Map<String, Entry> tokens) {

  /** The answer to one entry. */
  public sealed interface Entry permits Token, ProblemBody {}

  /**
   * A token. Its text form never shows the token itself.
   *
   * @param expiresAt RFC 3339, UTC
   */
  @RegisterForReflection
  public record Token(String value, @JsonProperty("expires_at") String expiresAt) implements Entry {
    @Override
    public String toString() {
      return "Token[expiresAt=%s]".formatted(expiresAt);
    }
  }

  /** The answer that tells {@code outcomes}, in their order. */
  public static IdTokensBody of(Map<String, Outcome> outcomes) {
    Map<String, Entry> tokens = LinkedHashMap.newLinkedHashMap(outcomes.size());
    outcomes.forEach((name, outcome) -> tokens.put(name, entry(outcome)));
    return new IdTokensBody(tokens);
  }

  private static Entry entry(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Issued(IssuedToken token) ->
          new Token(token.value(), token.expiresAt().toString());
      case Outcome.Refused refused -> ProblemBody.of(refused.problem());
    };
  }
}
