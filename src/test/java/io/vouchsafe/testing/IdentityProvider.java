package io.vouchsafe.testing;

import java.util.Map;

/**
 * OpenBao as an identity provider, which signs JWTs about its entities: what a broker of a platform
 * may prove itself with.
 *
 * @param root the API under a token that may do everything
 */
public record IdentityProvider(VaultApi root) {
  private static final String PASSWORD = "entity";
  private static final String ISSUER_PATH = "/v1/identity/oidc";

  /** An identity token and the entity it is about, which is its {@code sub}. */
  public record IdentityToken(String jwt, String entityId) {}

  /** Its {@code iss}; discovery and keys are below it. */
  public String issuer() {
    return root.namespace().isEmpty()
        ? root.address() + ISSUER_PATH
        : root.address() + "/v1/" + root.namespace() + "/identity/oidc";
  }

  /** A token of ten minutes about an entity of this name, for one audience. */
  public IdentityToken token(String entity, String audience) {
    String role = "audience-" + Integer.toHexString(audience.hashCode());
    prepare(entity, audience, role);
    var login =
        new VaultApi(root.address(), "", root.namespace())
            .write("auth/userpass/login/" + entity, Map.of("password", PASSWORD));
    String session = login.at("/auth/client_token").asText();
    String jwt =
        new VaultApi(root.address(), session, root.namespace())
            .read("identity/oidc/token/" + role)
            .path("token")
            .asText();
    return new IdentityToken(jwt, login.at("/auth/entity_id").asText());
  }

  private void prepare(String entity, String audience, String role) {
    root.call("POST", "sys/auth/userpass", Map.of("type", "userpass"));
    root.write("identity/oidc/config", Map.of("issuer", root.address().toString()));
    root.write(
        "identity/oidc/key/entities", Map.of("algorithm", "RS256", "allowed_client_ids", "*"));
    root.write(
        "identity/oidc/role/" + role,
        Map.of("key", "entities", "client_id", audience, "ttl", "10m"));
    root.write(
        "sys/policies/acl/entity",
        Map.of("policy", "path \"identity/oidc/token/*\" { capabilities = [\"read\"] }"));
    root.write(
        "auth/userpass/users/" + entity, Map.of("password", PASSWORD, "token_policies", "entity"));
  }
}
