package io.vouchsafe.http.body;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vouchsafe.token.IssuedToken;
import java.time.Duration;

/**
 * The answer of {@code POST /token} (RFC 8693, 2.2.1). Its text form never shows the token.
 *
 * @param accessToken the token, which is no access token: RFC 8693 names the member so
 * @param tokenType {@code N_A}, since it is for its audience and not for us
 * @param expiresIn whole seconds
 */
@RegisterForReflection
public record ExchangedBody(
    @JsonProperty("access_token") String accessToken,
    @JsonProperty("issued_token_type") String issuedTokenType,
    @JsonProperty("token_type") String tokenType,
    @JsonProperty("expires_in") long expiresIn) {
  private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

  public static ExchangedBody of(IssuedToken token, Duration life) {
    return new ExchangedBody(token.value(), JWT, "N_A", life.toSeconds());
  }

  @Override
  public String toString() {
    return "ExchangedBody[expiresIn=%d]".formatted(expiresIn);
  }
}
