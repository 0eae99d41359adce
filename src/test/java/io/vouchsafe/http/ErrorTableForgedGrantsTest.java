package io.vouchsafe.http;

import static io.vouchsafe.http.Calls.CALLS;
import static io.vouchsafe.http.Calls.bearers;
import static io.vouchsafe.http.ErrorTable.forbidden;
import static io.vouchsafe.http.Forgery.P256;
import static io.vouchsafe.http.Forgery.P384;
import static io.vouchsafe.http.Forgery.RSA;
import static io.vouchsafe.http.Forgery.changed;
import static io.vouchsafe.http.Forgery.claims;
import static io.vouchsafe.http.Forgery.ec;
import static io.vouchsafe.http.Forgery.grantKeyPem;
import static io.vouchsafe.http.Forgery.header;
import static io.vouchsafe.http.Forgery.identityKid;
import static io.vouchsafe.http.Forgery.mac;
import static io.vouchsafe.http.Forgery.regrant;
import static io.vouchsafe.http.Forgery.regrantWith;
import static io.vouchsafe.http.Forgery.reheaded;
import static io.vouchsafe.http.Forgery.resigned;
import static io.vouchsafe.http.Forgery.rsa;
import static io.vouchsafe.http.Forgery.signedByVault;
import static io.vouchsafe.http.Forgery.unsigned;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.JWSAlgorithm;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Grants that do not hold, at each of the three calls. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ErrorTableForgedGrantsTest {
  private static final long NOW = Instant.now().getEpochSecond();

  Stage stage;

  static Stream<Row> rows() {
    return Stream.concat(grants(), forgedGrants());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isRefused(Row row) {
    row.check(stage);
  }

  /** Grants that are made as the service makes them, and are not good here and now. */
  private static Stream<Row> grants() {
    return Stream.concat(
        bearers(
            Map.ofEntries(
                Map.entry("an expired grant", regrant(claims -> claims.put("exp", NOW - 120))),
                Map.entry(
                    "a grant not valid yet", regrant(claims -> claims.put("nbf", NOW + 3000))),
                Map.entry(
                    "another issuer's grant",
                    scene -> Client.ofSecond(scene.stage()).grant(Map.of("job", "j-1"))),
                Map.entry(
                    "a grant whose iss is another issuer",
                    regrant(claims -> claims.put("iss", "https://elsewhere.example"))),
                Map.entry(
                    "a grant whose aud is another issuer",
                    regrant(claims -> claims.put("aud", "https://elsewhere.example"))),
                Map.entry(
                    "a grant for two issuers",
                    regrant(
                        claims ->
                            claims.put(
                                "aud", List.of(claims.get("aud"), "https://elsewhere.example")))),
                Map.entry("a grant without exp", regrant(claims -> claims.remove("exp"))),
                Map.entry(
                    "a grant without audiences", regrant(claims -> claims.remove("audiences"))),
                Map.entry("a grant without max_ttl", regrant(claims -> claims.remove("max_ttl"))),
                Map.entry("a grant without jti", regrant(claims -> claims.remove("jti"))),
                Map.entry(
                    "a grant of a broker that is gone",
                    regrant(claims -> claims.put("broker", "gone"))),
                Map.entry(
                    "a grant that ends by its broker's max-expires-in",
                    regrant(claims -> claims.put("iat", NOW - 8 * 24 * 3600))),
                Map.entry(
                    "an identity token",
                    scene -> scene.client().token(scene.grant(), "api.example")),
                Map.entry(
                    "an ES256 identity token",
                    scene -> scene.client().token(scene.grant(), Stage.ES256_AUDIENCE)))),
        Stream.of(
            forbidden(
                "POST /grants: a grant as a broker's proof",
                "",
                scene -> CALLS.get("POST /grants").bearer(scene.grant())),
            forbidden(
                "GET /id-token: a proof as a grant",
                "",
                scene -> CALLS.get("GET /id-token").bearer(scene.proof()))));
  }

  private static Stream<Row> forgedGrants() {
    return bearers(
        Map.ofEntries(
            Map.entry("a grant with a claim changed", scene -> changed(scene.grant(), 1)),
            Map.entry("a grant with its signature changed", scene -> changed(scene.grant(), 2)),
            Map.entry("a grant without its signature", scene -> unsigned(scene.grant())),
            Map.entry("a grant with padding", scene -> scene.grant() + "=="),
            Map.entry(
                "a grant with another one's signature",
                scene -> {
                  String other = scene.client().grant(Client.workload("d-43"));
                  return unsigned(scene.grant()) + other.substring(other.lastIndexOf('.') + 1);
                }),
            Map.entry("a grant with alg none", reheaded(header -> header.put("alg", "none"))),
            Map.entry(
                "an unsigned grant with alg none",
                scene -> unsigned(reheaded(header -> header.put("alg", "none")).apply(scene))),
            Map.entry(
                "a grant with alg HS256 and the public key as the secret",
                scene ->
                    resigned(
                        scene.grant(),
                        JWSAlgorithm.HS256,
                        mac(grantKeyPem(scene).getBytes(US_ASCII)))),
            Map.entry(
                "a grant with alg RS256 and an RSA key of one's own",
                scene -> resigned(scene.grant(), JWSAlgorithm.RS256, rsa(RSA))),
            Map.entry(
                "a grant with alg ES384",
                scene -> resigned(scene.grant(), JWSAlgorithm.ES384, ec(P384))),
            Map.entry(
                "a grant signed with an EC key of one's own",
                scene -> resigned(scene.grant(), JWSAlgorithm.ES256, ec(P256))),
            Map.entry(
                "a grant that brings its own key",
                scene ->
                    resigned(
                        scene.grant(),
                        JWSAlgorithm.ES256,
                        ec(P256),
                        header -> header.put("jwk", P256.toPublicJWK().toJSONObject()))),
            Map.entry(
                "a grant that names a place for its key",
                reheaded(header -> header.put("jku", "https://elsewhere.example/jwks"))),
            Map.entry("a grant without kid", reheaded(header -> header.remove("kid"))),
            Map.entry(
                "a grant with a kid that is a number", reheaded(header -> header.put("kid", 1))),
            Map.entry(
                "a grant with a kid of nobody", reheaded(header -> header.put("kid", "nobody"))),
            Map.entry(
                "a grant with the kid of the key of identity tokens",
                reheaded((scene, header) -> header.put("kid", identityKid(scene)))),
            Map.entry(
                "a grant signed with the key of identity tokens",
                scene -> {
                  String kid = identityKid(scene);
                  return signedByVault(
                      scene, "vouchsafe-es256", kid, header(scene.grant(), kid), claims(scene));
                }),
            Map.entry(
                "a grant with typ JWT, so that it would be a proof",
                regrantWith(header -> header.put("typ", "JWT"))),
            Map.entry(
                "a grant with typ in capitals",
                regrantWith(header -> header.put("typ", "GRANT+JWT"))),
            Map.entry(
                "a grant with crit", regrantWith(header -> header.put("crit", List.of("exp")))),
            Map.entry("a grant with b64", regrantWith(header -> header.put("b64", false)))));
  }

  /** What the forged grants above differ from in one thing each. */
  @Test
  void aGrantRemadeWithTheGrantKeyIsGood() {
    Scene scene = Scene.on(stage);

    assertEquals(200, ask(regrant(claims -> claims.put("exp", NOW + 900)).apply(scene)));
  }

  private int ask(String grant) {
    Reply reply = CALLS.get("GET /id-token").bearer(grant).send(stage);
    IssuedSecrets.remember(reply.json().path("value").asText());
    return reply.status();
  }
}
