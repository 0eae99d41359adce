package io.vouchsafe.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Jwts;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The tokens of other issuers in the shapes that they have, by the issuers' documentation, with an
 * exchange for each.
 */
enum SubjectTokens {
  /** docs.github.com, "OpenID Connect reference"; numbers are strings. */
  GITHUB(
      "https://token.actions.githubusercontent.com",
      "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5t\":\"ykNaY4qM_ta4k2TgZOCEYLkcYlA\",\"kid\":\"theirs\"}",
      """
      {"sub":"repo:octo-org/octo-repo:environment:prod","ref":"refs/heads/main","sha":"00",
       "repository":"octo-org/octo-repo","repository_owner":"octo-org",
       "repository_owner_id":"65","repository_id":"74","run_id":"1","actor":"octocat",
       "repository_visibility":"private","event_name":"push","environment":"prod",
       "workflow_ref":"octo-org/octo-repo/.github/workflows/ci.yml@refs/heads/main",
       "job_workflow_ref":"octo-org/octo-repo/.github/workflows/ci.yml@refs/heads/main"}""",
      "deployment:octo-org/octo-org%2Focto-repo/prod",
      Map.of(
          "claims.repository_owner_id", "65",
          "claims.repository_owner", "octo-org",
          "claims.repository", "octo-org/*",
          "claims.environment", "prod,staging",
          "attributes.org", "{repository_owner}",
          "attributes.app", "{repository}",
          "attributes.deployment", "{environment}",
          "max-ttl", "2m")),
  /** docs.gitlab.com, "ID token authentication"; ids are strings, ref_protected too. */
  GITLAB(
      "https://gitlab.example.com",
      "{\"kid\":\"theirs\",\"typ\":\"JWT\",\"alg\":\"RS256\"}",
      """
      {"namespace_id":"72","namespace_path":"my-group","project_id":"20",
       "project_path":"my-group/my-project","user_id":"1","user_login":"sample-user",
       "user_access_level":"developer","pipeline_id":"574","pipeline_source":"push",
       "job_id":"302","ref":"main","ref_type":"branch","ref_protected":"true",
       "groups_direct":["my-group"],"environment_protected":"false",
       "sub":"project_path:my-group/my-project:ref_type:branch:ref:main"}""",
      "deployment:my-group/20/ci",
      Map.of(
          "claims.namespace_path", "my-group",
          "claims.project_id", "*",
          "claims.ref_protected", "true",
          "attributes.org", "{namespace_path}",
          "attributes.app", "{project_id}",
          "attributes.deployment", "ci")),
  /** cloud.google.com, "Get an ID token"; of a service account. */
  GOOGLE(
      "https://accounts.google.com",
      "{\"alg\":\"RS256\",\"kid\":\"theirs\",\"typ\":\"JWT\"}",
      """
      {"azp":"ci@acme.iam.gserviceaccount.com","email":"ci@acme.iam.gserviceaccount.com",
       "email_verified":true,"sub":"107517467455664443765"}""",
      "deployment:acme/ci@acme.iam.gserviceaccount.com/job",
      Map.of(
          "claims.email", "ci@acme.iam.gserviceaccount.com",
          "claims.email_verified", "true",
          "attributes.org", "acme",
          "attributes.app", "{email}",
          "attributes.deployment", "job")),
  /** developers.cloudflare.com, "Application token"; aud is a list. */
  CLOUDFLARE(
      "https://acme.cloudflareaccess.com",
      "{\"alg\":\"RS256\",\"kid\":\"theirs\",\"typ\":\"JWT\"}",
      """
      {"aud":["%s"],"email":"ann@acme.example","type":"app","identity_nonce":"n",
       "sub":"7335d417-61da-459d-899c-0a01c76a2f94","country":"DE"}"""
          .formatted(ExchangeStage.AUDIENCE),
      "deployment:acme/7335d417-61da-459d-899c-0a01c76a2f94/user",
      Map.of(
          "claims.type", "app",
          "claims.sub", "*",
          "attributes.org", "acme",
          "attributes.app", "{sub}",
          "attributes.deployment", "user")),
  /** auth0.com, "Access Token Profiles", RFC 9068; of a machine, with scopes. */
  AUTH0(
      "https://acme.eu.auth0.com/",
      "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"theirs\"}",
      """
      {"sub":"client-id@clients","azp":"client-id","scope":"read:things",
       "gty":"client-credentials","client_id":"client-id"}""",
      "deployment:acme/client-id/machine",
      Map.of(
          "claims.azp", "client-id",
          "claims.gty", "client-credentials",
          "attributes.org", "acme",
          "attributes.app", "{azp}",
          "attributes.deployment", "machine")),
  /** An access token of Keycloak 26, whose payload has a typ too. */
  KEYCLOAK(
      "https://sso.example.com/realms/acme",
      "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"theirs\"}",
      """
      {"auth_time":1,"aud":["%s"],"sub":"f6f0b4e4-9c1a-4d7a-8d5f-3b1c2a1e0d9f","typ":"Bearer",
       "azp":"portal","sid":"s","acr":"1","allowed-origins":["https://portal.example.com"],
       "realm_access":{"roles":["offline_access"]},"scope":"openid email","email_verified":false,
       "preferred_username":"ann"}"""
          .formatted(ExchangeStage.AUDIENCE),
      "deployment:acme/f6f0b4e4-9c1a-4d7a-8d5f-3b1c2a1e0d9f/portal",
      Map.of(
          "claims.typ", "Bearer",
          "claims.azp", "portal",
          "claims.sub", "*",
          "attributes.org", "acme",
          "attributes.app", "{sub}",
          "attributes.deployment", "{azp}"));

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String issuer;
  private final String header;
  private final String payload;
  private final String subject;
  private final Map<String, String> settings;

  SubjectTokens(
      String issuer, String header, String payload, String subject, Map<String, String> settings) {
    this.issuer = issuer;
    this.header = header;
    this.payload = payload;
    this.subject = subject;
    this.settings = settings;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  String issuer() {
    return issuer;
  }

  /** Of the exchange. */
  Map<String, String> settings() {
    return settings;
  }

  /** The {@code sub} of ours that comes of it. */
  String subject() {
    return subject;
  }

  String token() {
    return token(claims -> {});
  }

  /** One with a {@code jti} of its own, good for five minutes. */
  String token(Consumer<ObjectNode> change) {
    try {
      ObjectNode claims = JSON.createObjectNode();
      long now = Instant.now().getEpochSecond();
      claims.put("iss", issuer).put("aud", ExchangeStage.AUDIENCE);
      claims.put("iat", now).put("nbf", now).put("exp", now + 300);
      claims.put("jti", UUID.randomUUID().toString());
      claims.setAll((ObjectNode) JSON.readTree(payload));
      change.accept(claims);
      return IssuedSecrets.remember(
          Jwts.signed(header, claims.toString(), Jwts.RSA.getPrivate(), "SHA256withRSA"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
