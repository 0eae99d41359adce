package io.vouchsafe.http.body;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vouchsafe.caller.IssuedGrant;

/**
 * The answer of {@code POST /grants}. Its text form never shows the grant.
 *
 * @param expiresAt RFC 3339, UTC
 * @param requestUrl where the workload asks for its tokens
 * @param env the variables by which GitHub's clients find both
 */
@RegisterForReflection
public record GrantBody(
    String grant,
    String id,
    @JsonProperty("expires_at") String expiresAt,
    @JsonProperty("request_url") String requestUrl,
    Env env) {

  /** The environment variables of GitHub Actions. */
  @RegisterForReflection
  public record Env(
      @JsonProperty("ACTIONS_ID_TOKEN_REQUEST_URL") String url,
      @JsonProperty("ACTIONS_ID_TOKEN_REQUEST_TOKEN") String token) {
    @Override
    public String toString() {
      return "Env[url=%s]".formatted(url);
    }
  }

  public static GrantBody of(String issuer, IssuedGrant grant) {
    String requestUrl = issuer + "/id-token?api-version=1";
    return new GrantBody(
        grant.value(),
        grant.id(),
        grant.expiresAt().toString(),
        requestUrl,
        new Env(requestUrl, grant.value()));
  }

  @Override
  public String toString() {
    return "GrantBody[id=%s, expiresAt=%s]".formatted(id, expiresAt);
  }
}
