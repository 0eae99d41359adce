package io.vouchsafe.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Processes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Tells the way of a token. */
final class TokenStory extends Story {
  private static final String AWS = "sts.amazonaws.com";
  private static final String RELYING_PARTY = "vault.shop.example";
  private static final String SUBJECT = "deployment:shop/checkout/d-42";
  private static final String SECRET = "the database password of checkout";
  private static final long HOUR = 3600;
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(5);

  TokenStory(Place place) {
    super(place);
  }

  @Override
  void tell() {
    discovery();
    String proof = aBrokerProvesItself();
    String grant = grantFor("d-42", proof);
    String forAws = theWorkloadAsks(grant);
    prepareRelyingParty();
    String token = token(grant, RELYING_PARTY);
    aRelyingPartyTakesIt(token);
    andRefusesWhatItShould(forAws, proof, token);
    aKeyIsRotated(grant, token);
  }

  private void discovery() {
    title("1. A relying party fetches the discovery document and the keys");
    Answer document = Http.get(issuer + "/.well-known/openid-configuration");
    expect("discovery", 200, document.status(), document);
    expect("the issuer in it", issuer, document.text("issuer"), document);
    JsonNode algorithms = document.body().path("id_token_signing_alg_values_supported");
    expectTrue("RS256 among its algorithms", algorithms.toString().contains("\"RS256\""), document);
    show("issuer", document.text("issuer"));
    show("jwks_uri", document.text("jwks_uri"));
    show("algorithms", algorithms);

    Answer keys = Http.get(document.text("jwks_uri"));
    expect("the JWKS", 200, keys.status(), keys);
    expectTrue("at least one key", !keys.body().path("keys").isEmpty(), keys);
    show("Cache-Control", keys.header("Cache-Control"));
    keys.body()
        .path("keys")
        .forEach(key -> show("key " + key.path("alg").asText(), key.path("kid").asText()));
  }

  private String aBrokerProvesItself() {
    title("2. A broker proves itself and gets a grant for deployment shop/checkout/d-42");
    Answer stranger =
        Http.post(
            issuer + "/grants",
            Map.of("workload", workload("d-42"), "audiences", List.of(RELYING_PARTY)));
    expect("a grant without a proof", 401, stranger.status(), stranger);
    say("  without a proof: %s, %s", stranger.status(), stranger.text("detail"));

    String proof = broker.proof();
    say("  its proof, an identity token of OpenBao:");
    for (String name : List.of("iss", "sub", "aud")) {
      show("  " + name, claims(proof).path(name).asText());
    }
    return proof;
  }

  private String grantFor(String deployment, String proof) {
    Answer answer = askForGrant(proof, workload(deployment), HOUR, HOUR);
    expect("the grant for " + deployment, 201, answer.status(), answer);
    say(
        "  grant %s for %s, good until %s",
        answer.text("id"), deployment, answer.text("expires_at"));
    return answer.text("grant");
  }

  private String theWorkloadAsks(String grant) {
    title("3. The workload asks with that grant for a token for " + AWS);
    String token = token(grant, AWS);
    JsonNode header = header(token);
    JsonNode claims = claims(token);
    say("  header");
    header.properties().forEach(member -> show("  " + member.getKey(), member.getValue()));
    say("  claims");
    claims.properties().forEach(member -> show("  " + member.getKey(), member.getValue()));
    say("  (the signature is left out)");
    expect("the issuer", issuer, claims.path("iss").asText(), claims);
    expect("the subject", SUBJECT, claims.path("sub").asText(), claims);
    expect("the audience", AWS, claims.path("aud").asText(), claims);
    expect("the type", "JWT", header.path("typ").asText(), header);
    expectTrue("a key of the JWKS", publishedKids().contains(kid(token)), header);
    return token;
  }

  private static String kid(String token) {
    return header(token).path("kid").asText();
  }

  private void prepareRelyingParty() {
    title("4. A relying party that is not ours takes a token: OpenBao's jwt login");
    prepareVault("sys/auth/shop", Map.of("type", "jwt"));
    prepareVault("auth/shop/config", Map.of("oidc_discovery_url", issuer, "bound_issuer", issuer));
    prepareVault(
        "sys/policies/acl/checkout",
        Map.of("policy", "path \"secret/data/checkout\" { capabilities = [\"read\"] }"));
    prepareVault("secret/data/checkout", Map.of("data", Map.of("secret", SECRET)));
    Map<String, ?> role =
        Map.of(
            "role_type",
            "jwt",
            "user_claim",
            "sub",
            "bound_audiences",
            List.of(RELYING_PARTY),
            "bound_subject",
            SUBJECT,
            "token_policies",
            List.of("checkout"));
    prepareVault("auth/shop/role/checkout", role);
    show("oidc_discovery_url", issuer);
    show("bound_audiences", RELYING_PARTY);
    show("bound_subject", SUBJECT);
  }

  private void aRelyingPartyTakesIt(String token) {
    Answer login = logIn(token);
    expect("the login", 200, login.status(), login);
    Answer secret =
        Http.get(
            place.vault().address() + "/v1/secret/data/checkout",
            "X-Vault-Token",
            login.body().at("/auth/client_token").asText());
    String handed = secret.body().at("/data/data/secret").asText();
    expect("the secret", SECRET, handed, secret);
    say("  logged in, and handed: %s", handed);
  }

  private void andRefusesWhatItShould(String forAnotherAudience, String proof, String token) {
    title("5. It refuses what it should refuse");
    String ofAnotherDeployment = token(grantFor("d-43", proof), RELYING_PARTY);
    refused("the token for " + AWS, forAnotherAudience, "audience");
    refused("the token of deployment d-43", ofAnotherDeployment, "subject");
    refused("the token with one character changed", withOneCharacterChanged(token), "signature");
  }

  private void aKeyIsRotated(String grant, String before) {
    title("6. A key version is added with Vault's own rotate");
    String kid = kid(before);
    int count = publishedKids().size();
    prepareVault("transit/keys/vouchsafe-rs256/rotate", Map.of());

    Instant start = Instant.now();
    while (publishedKids().size() == count && start.plus(SEEN_WITHIN).isAfter(Instant.now())) {
      Processes.pause(Duration.ofMillis(50));
    }
    expect(
        "keys in the JWKS within " + SEEN_WITHIN,
        count + 1,
        publishedKids().size(),
        publishedKids());
    say("  in the JWKS after %d ms, announced", Duration.between(start, Instant.now()).toMillis());
    expectTrue("the old key is still in it", publishedKids().contains(kid), publishedKids());

    String token = token(grant, RELYING_PARTY);
    expect("the key that signs", kid, kid(token), "another key");
    say("  tokens go on being signed by %s", kid);
    Answer login = logIn(token);
    expect("the login", 200, login.status(), login);
    say("  and the login still works");
  }

  private static Map<String, String> workload(String deployment) {
    return Map.of("org", "shop", "app", "checkout", "deployment", deployment);
  }

  private Answer logIn(String token) {
    return Http.post(
        place.vault().address() + "/v1/auth/shop/login", Map.of("role", "checkout", "jwt", token));
  }

  private void refused(String what, String token, String reason) {
    Answer login = logIn(token);
    expectTrue(
        what + " is refused for its " + reason,
        (login.status() == 400 || login.status() == 403)
            && login.body().path("errors").toString().contains(reason),
        login.status() == 200 ? "200, a login" : login);
    say("  %s: %s", what, login.body().at("/errors/0").asText());
  }

  /** A character in the middle of the signature: the last one may carry bits that nobody reads. */
  private static String withOneCharacterChanged(String token) {
    int at = (token.lastIndexOf('.') + token.length()) / 2;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }
}
