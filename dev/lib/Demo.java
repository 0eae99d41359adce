import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Tells the way of a token. */
final class Demo extends Story {

  private static final String AWS = "sts.amazonaws.com";
  private static final String RELYING_PARTY = "vault.shop.example";
  private static final String SUBJECT = "deployment:shop/checkout/d-42";
  private static final String SECRET = "the database password of checkout";
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(5);

  static void main(String[] arguments) {
    tell(
        () -> {
          discovery();
          var proof = aBrokerProvesItself();
          var grant = grantFor("d-42", proof);
          var forAws = theWorkloadAsks(grant);
          prepareRelyingParty();
          var token = token(grant, RELYING_PARTY);
          aRelyingPartyTakesIt(token);
          andRefusesWhatItShould(forAws, proof, token);
          aKeyIsRotated(grant, token);
        });
  }

  private static void discovery() {
    title("1. A relying party fetches the discovery document and the keys");
    var document = Http.get(ISSUER + "/.well-known/openid-configuration");
    expect("discovery", 200, document.status(), document);
    expect("the issuer in it", ISSUER, document.at("issuer"), document);
    expectTrue(
        "RS256 among its algorithms",
        document.at("id_token_signing_alg_values_supported") instanceof List<?> algorithms
            && algorithms.contains("RS256"),
        document);
    show("issuer", document.at("issuer"));
    show("jwks_uri", document.at("jwks_uri"));
    show("algorithms", document.at("id_token_signing_alg_values_supported"));

    var keys = Http.get(document.text("jwks_uri"));
    expect("the JWKS", 200, keys.status(), keys);
    expectTrue("at least one key", !keys(keys).isEmpty(), keys);
    show("Cache-Control", keys.headers().get("Cache-Control"));
    keys(keys).forEach(key -> show("key " + Json.at(key, "alg"), Json.at(key, "kid")));
  }

  private static String aBrokerProvesItself() {
    title("2. A broker proves itself and gets a grant for deployment shop/checkout/d-42");
    var stranger = Broker.grant("no.such.proof", workload("d-42"), List.of("*"), 3600, 3600);
    expect("a grant without a proof", 401, stranger.status(), stranger);
    say("  without a proof: %s", problem(stranger));

    var proof = Broker.proof();
    var claims = Json.object(segment(proof, 1));
    say("  its proof, an identity token of OpenBao:");
    for (var name : List.of("iss", "sub", "aud")) {
      show("  " + name, claims.get(name));
    }
    return proof;
  }

  private static String grantFor(String deployment, String proof) {
    var answer = Broker.grant(proof, workload(deployment), List.of("*"), 3600, 3600);
    expect("the grant for " + deployment, 201, answer.status(), answer);
    say("  grant %s for %s, good until %s", answer.at("id"), deployment, answer.at("expires_at"));
    return answer.text("grant");
  }

  private static String theWorkloadAsks(String grant) {
    title("3. The workload asks with that grant for a token for " + AWS);
    var token = token(grant, AWS);
    var header = Json.object(segment(token, 0));
    var claims = Json.object(segment(token, 1));
    say("  header");
    header.forEach((name, value) -> show("  " + name, Json.write(value)));
    say("  claims");
    claims.forEach((name, value) -> show("  " + name, Json.write(value)));
    say("  (the signature is left out)");
    expect("the issuer", ISSUER, claims.get("iss"), claims);
    expect("the subject", SUBJECT, claims.get("sub"), claims);
    expect("the audience", AWS, claims.get("aud"), claims);
    expect("the type", "JWT", header.get("typ"), header);
    expectTrue("a key of the JWKS", publishedKids().contains(header.get("kid")), header);
    return token;
  }

  private static void prepareRelyingParty() {
    title("4. A relying party that is not ours takes a token: OpenBao's jwt login");
    vault("sys/auth/shop", Map.of("type", "jwt"));
    vault("auth/shop/config", Map.of("oidc_discovery_url", ISSUER, "bound_issuer", ISSUER));
    vault(
        "sys/policies/acl/checkout",
        Map.of("policy", "path \"secret/data/checkout\" { capabilities = [\"read\"] }"));
    vault("secret/data/checkout", Map.of("data", Map.of("secret", SECRET)));
    var role =
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
    vault("auth/shop/role/checkout", role);
    show("oidc_discovery_url", ISSUER);
    show("bound_audiences", RELYING_PARTY);
    show("bound_subject", SUBJECT);
  }

  private static void aRelyingPartyTakesIt(String token) {
    var login = logIn(token);
    expect("the login", 200, login.status(), login.body());
    var secret =
        Http.get(
            System.getenv("BAO_ADDR") + "/v1/secret/data/checkout",
            "X-Vault-Token",
            login.text("auth", "client_token"));
    expect("the secret", SECRET, secret.at("data", "data", "secret"), secret);
    say("  logged in, and handed: %s", secret.at("data", "data", "secret"));
  }

  private static void andRefusesWhatItShould(
      String forAnotherAudience, String proof, String token) {
    title("5. It refuses what it should refuse");
    var ofAnotherDeployment = token(grantFor("d-43", proof), RELYING_PARTY);
    refused("the token for " + AWS, forAnotherAudience, "audience");
    refused("the token of deployment d-43", ofAnotherDeployment, "subject");
    refused("the token with one character changed", withOneCharacterChanged(token), "signature");
  }

  private static void aKeyIsRotated(String grant, String before) {
    title("6. A key version is added with Vault's own rotate");
    var kid = Json.object(segment(before, 0)).get("kid");
    int count = publishedKids().size();
    vault("transit/keys/vouchsafe-rs256/rotate", Map.of());

    var start = Instant.now();
    while (publishedKids().size() == count && start.plus(SEEN_WITHIN).isAfter(Instant.now())) {
      pause(Duration.ofMillis(50));
    }
    expect(
        "keys in the JWKS within " + SEEN_WITHIN,
        count + 1,
        publishedKids().size(),
        publishedKids());
    say("  in the JWKS after %d ms, announced", Duration.between(start, Instant.now()).toMillis());
    expectTrue("the old key is still in it", publishedKids().contains(kid), publishedKids());

    var token = token(grant, RELYING_PARTY);
    expect("the key that signs", kid, Json.object(segment(token, 0)).get("kid"), "another key");
    say("  tokens go on being signed by %s", kid);
    var login = logIn(token);
    expect("the login", 200, login.status(), login.body());
    say("  and the login still works");
  }

  private static Map<String, String> workload(String deployment) {
    return Map.of("org", "shop", "app", "checkout", "deployment", deployment);
  }

  private static Http.Answer logIn(String token) {
    return Http.post(
        System.getenv("BAO_ADDR") + "/v1/auth/shop/login",
        Map.of("role", "checkout", "jwt", token));
  }

  private static void refused(String what, String token, String reason) {
    var login = logIn(token);
    expectTrue(
        what + " is refused for its " + reason,
        (login.status() == 400 || login.status() == 403) && login.body().contains(reason),
        login.status() == 200 ? "200, a login" : login);
    say("  %s: %s", what, login.at("errors", 0));
  }

  /** A character in the middle of the signature: the last one may carry bits that nobody reads. */
  private static String withOneCharacterChanged(String token) {
    int at = (token.lastIndexOf('.') + token.length()) / 2;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }

  private static String problem(Http.Answer answer) {
    return answer.status() + ", " + answer.at("detail");
  }
}
