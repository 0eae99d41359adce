package io.vouchsafe.http;

import static io.vouchsafe.http.ErrorTable.forbidden;
import static io.vouchsafe.http.ErrorTable.noCredentials;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Reply;
import io.vouchsafe.http.ErrorTable.Request;
import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.http.ErrorTable.Scene;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Stage;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Credentials that do not hold, at each of the three calls. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ErrorTableCredentialsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NOW = Instant.now().getEpochSecond();

  /** Each call, good but for its credentials. */
  private static final Map<String, Request> CALLS =
      Map.of(
          "GET /id-token",
          Request.of("GET", "/id-token?api-version=1&audience=api.example"),
          "POST /id-tokens",
          Request.of("POST", "/id-tokens")
              .json("{\"tokens\":{\"A\":{\"audience\":\"api.example\"}}}"),
          "POST /grants",
          Request.of("POST", "/grants")
              .json(
                  "{\"workload\":{\"org\":\"shop\",\"app\":\"checkout\",\"deployment\":\"d-1\"},"
                      + "\"audiences\":[\"api.example\"]}"));

  Stage stage;

  static Stream<Row> rows() {
    return Stream.of(
            nothing(), headers(), notEvenAJwt(), grants(), forgedGrants(), proofs(), forgedProofs())
        .flatMap(it -> it);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isRefused(Row row) {
    row.check(stage);
  }

  private static Stream<Row> nothing() {
    return atEachCall(
        ErrorTable::noCredentials,
        Map.of(
            "no Authorization",
            (scene, call) -> call,
            "an empty Authorization",
            (scene, call) -> call.header("Authorization", ""),
            "the grant in Proxy-Authorization",
            (scene, call) -> call.header("Proxy-Authorization", "Bearer " + scene.grant()),
            "the grant in X-Forwarded-Authorization",
            (scene, call) -> call.header("X-Forwarded-Authorization", "Bearer " + scene.grant()),
            "the grant in a cookie",
            (scene, call) -> call.header("Cookie", "access_token=" + scene.grant())));
  }

  private static Stream<Row> headers() {
    return Stream.concat(
        Stream.of(
            noCredentials(
                "GET /id-token: the grant in the query",
                scene -> Request.of("GET", "/id-token?audience=a&access_token=" + scene.grant()))),
        atEachCall(
            ErrorTable::badCredentials,
            Map.of(
                "Basic",
                (scene, call) -> call.header("Authorization", "Basic dXNlcjpwYXNzd29yZA=="),
                "the same grant in two headers",
                (scene, call) -> call.bearer(scene.grant()).bearer(scene.grant()),
                "a grant and a proof",
                (scene, call) -> call.bearer(scene.grant()).bearer(scene.proof()),
                "a proof and Basic",
                (scene, call) ->
                    call.bearer(scene.proof())
                        .header("Authorization", "Basic dXNlcjpwYXNzd29yZA=="),
                "two in one header",
                (scene, call) -> call.bearer(scene.grant() + ", Bearer " + scene.grant()),
                "two words",
                (scene, call) -> call.bearer(scene.grant() + " " + scene.grant()),
                "a quoted grant",
                (scene, call) -> call.bearer("\"" + scene.grant() + "\""),
                "a tab after the scheme",
                (scene, call) -> call.header("Authorization", "Bearer\t" + scene.grant()),
                "nothing after the scheme",
                (scene, call) -> call.header("Authorization", "Bearer"),
                "blanks after the scheme",
                (scene, call) -> call.header("Authorization", "Bearer   "))));
  }

  private static Stream<Row> notEvenAJwt() {
    return bearers(
        Map.of(
            "a word", scene -> "hunter2hunter2",
            "two segments", scene -> "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0",
            "five segments (a JWE)", scene -> "eyJhbGciOiJSUzI1NiJ9.a.b.c.d",
            "empty segments", scene -> "..",
            "a header that is no JSON", scene -> segment("{alg") + ".e30.AAAA",
            "a header that is a list", scene -> segment("[\"RS256\"]") + ".e30.AAAA",
            "a header with a member twice",
                scene -> segment("{\"alg\":\"RS256\",\"alg\":\"none\"}") + ".e30.AAAA",
            "a header as deep as a well",
                scene -> segment("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}") + ".e30.AA",
            "17 KiB", scene -> scene.grant() + "A".repeat(17 * 1024 - scene.grant().length()),
            "octets beyond ASCII", scene -> "gr\u00fc\u00df.gott.welt"));
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

  private static Stream<Row> proofs() {
    Stream<Row> refused =
        bearers(
            Map.ofEntries(
                Map.entry("an expired proof", proof(it -> it.expirationTime(inSeconds(-120)))),
                Map.entry("a proof not valid yet", proof(it -> it.notBeforeTime(inSeconds(120)))),
                Map.entry("a proof of the future", proof(it -> it.issueTime(inSeconds(120)))),
                Map.entry("a proof without exp", proof(it -> it.expirationTime(null))),
                Map.entry(
                    "a proof that lives for 25 hours",
                    proof(it -> it.expirationTime(inSeconds(25 * 3600)))),
                Map.entry("a proof without iss", proof(it -> it.issuer(null))),
                Map.entry(
                    "a proof of a stranger", proof(it -> it.issuer("https://elsewhere.example"))),
                Map.entry("a proof without sub", proof(it -> it.subject(null))),
                Map.entry("a proof with an empty sub", proof(it -> it.subject(""))),
                Map.entry(
                    "a proof whose sub is a list",
                    proof(it -> it.claim("sub", List.of("control-plane")))),
                Map.entry("a proof without aud", proof(it -> it.audience((String) null))),
                Map.entry(
                    "a proof for somebody else",
                    proof(it -> it.audience("https://elsewhere.example"))),
                Map.entry(
                    "a proof for the other issuer",
                    proof(it -> it.audience(Stage.SECOND_PROOF_AUDIENCE))),
                Map.entry(
                    "a proof for two",
                    proof(it -> it.audience(List.of(Stage.PROOF_AUDIENCE, "elsewhere"))))));
    Stream<Row> nobody =
        CALLS.entrySet().stream()
            .map(
                call ->
                    forbidden(
                        call.getKey() + ": a proof of one who is no broker",
                        "",
                        scene -> call.getValue().bearer(scene.client().proof("somebody"))));
    return Stream.concat(refused, nobody);
  }

  private static Stream<Row> forgedProofs() {
    return bearers(
        Map.ofEntries(
            Map.entry("a proof with a claim changed", scene -> changed(scene.proof(), 1)),
            Map.entry("a proof with its signature changed", scene -> changed(scene.proof(), 2)),
            Map.entry("a proof without its signature", scene -> unsigned(scene.proof())),
            Map.entry(
                "an unsigned proof with alg none",
                scene -> unsigned(reheaded(scene.proof(), header -> header.put("alg", "none")))),
            Map.entry(
                "a proof with alg HS256 and the public key as the secret",
                scene ->
                    resigned(scene.proof(), JWSAlgorithm.HS256, mac(publicPem(scene.stage())))),
            Map.entry(
                "a proof with alg ES256 and the kid of the RSA key",
                scene -> resigned(scene.proof(), JWSAlgorithm.ES256, ec(P256))),
            Map.entry(
                "a proof with alg PS256",
                scene ->
                    resigned(scene.proof(), JWSAlgorithm.PS256, rsa(scene.stage().proofKey()))),
            Map.entry(
                "a proof with alg RS512, which its key is not for",
                scene ->
                    resigned(scene.proof(), JWSAlgorithm.RS512, rsa(scene.stage().proofKey()))),
            Map.entry(
                "a proof signed with a key of one's own",
                scene -> resigned(scene.proof(), JWSAlgorithm.RS256, rsa(RSA))),
            Map.entry(
                "a proof that brings its own key",
                scene ->
                    resigned(
                        scene.proof(),
                        JWSAlgorithm.RS256,
                        rsa(RSA),
                        header -> header.put("jwk", RSA.toPublicJWK().toJSONObject()))),
            Map.entry(
                "a proof without kid",
                scene ->
                    resigned(
                        scene.proof(),
                        JWSAlgorithm.RS256,
                        rsa(scene.stage().proofKey()),
                        header -> header.remove("kid"))),
            Map.entry(
                "a proof with a kid of nobody",
                scene ->
                    resigned(
                        scene.proof(),
                        JWSAlgorithm.RS256,
                        rsa(scene.stage().proofKey()),
                        header -> header.put("kid", "control-2"))),
            Map.entry(
                "a proof with the typ of a grant",
                scene ->
                    resigned(
                        scene.proof(),
                        JWSAlgorithm.RS256,
                        rsa(scene.stage().proofKey()),
                        header -> header.put("typ", "grant+jwt"))),
            Map.entry(
                "a proof with crit",
                scene ->
                    resigned(
                        scene.proof(),
                        JWSAlgorithm.RS256,
                        rsa(scene.stage().proofKey()),
                        header -> header.put("crit", List.of("exp")))),
            Map.entry(
                "a proof with a claim twice",
                scene -> {
                  String payload = text(scene.proof(), 1);
                  return signed(
                      text(scene.proof(), 0),
                      payload.substring(0, payload.length() - 1) + ",\"sub\":\"control-plane\"}",
                      rsa(scene.stage().proofKey()));
                }),
            Map.entry(
                "a proof whose payload is a list",
                scene -> signed(text(scene.proof(), 0), "[1]", rsa(scene.stage().proofKey())))));
  }

  /** What the forged grants above differ from in one thing each. */
  @Test
  void aGrantRemadeWithTheGrantKeyIsGood() {
    Scene scene = Scene.on(stage);

    assertEquals(200, ask(regrant(claims -> claims.put("exp", NOW + 900)).apply(scene)));
  }

  @Test
  void theSchemeMayBeWrittenInAnyCase() {
    Scene scene = Scene.on(stage);
    for (String scheme : List.of("Bearer", "bearer", "BEARER")) {
      Reply reply =
          Request.of("GET", "/id-token?audience=a")
              .header("authorization", scheme + "  " + scene.grant() + " ")
              .send(stage);
      assertEquals(200, reply.status(), reply::text);
      IssuedSecrets.remember(reply.json().path("value").asText());
    }
  }

  /** What the HTTP server refuses before any routing is not ours, but no secret comes back. */
  @Test
  void aBearerBeyondWhatTheServerReadsIsRefusedWithoutEcho() {
    Scene scene = Scene.on(stage);
    Request request = CALLS.get("GET /id-token").bearer(scene.grant() + "A".repeat(64 * 1024));
    Reply reply = request.send(stage);

    assertEquals(431, reply.status());
    reply.leaksNothingOf(request);
  }

  private int ask(String grant) {
    Reply reply = CALLS.get("GET /id-token").bearer(grant).send(stage);
    IssuedSecrets.remember(reply.json().path("value").asText());
    return reply.status();
  }

  private static Stream<Row> bearers(Map<String, Function<Scene, String>> bearers) {
    Map<String, BiFunction<Scene, Request, Request>> changes = new LinkedHashMap<>();
    bearers.forEach(
        (name, bearer) ->
            changes.put(
                name, (scene, call) -> call.bearer(IssuedSecrets.remember(bearer.apply(scene)))));
    return atEachCall(ErrorTable::badCredentials, changes);
  }

  private interface Kind {
    Row row(String name, Function<Scene, Request> request);
  }

  private static Stream<Row> atEachCall(
      Kind kind, Map<String, BiFunction<Scene, Request, Request>> changes) {
    return changes.entrySet().stream()
        .flatMap(
            change ->
                CALLS.entrySet().stream()
                    .map(
                        call ->
                            kind.row(
                                call.getKey() + ": " + change.getKey(),
                                scene -> change.getValue().apply(scene, call.getValue()))));
  }

  private static final RSAKey RSA = rsaKey();
  private static final ECKey P256 = ecKey(Curve.P_256);
  private static final ECKey P384 = ecKey(Curve.P_384);

  private static RSAKey rsaKey() {
    try {
      return new RSAKeyGenerator(2048).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ecKey(Curve curve) {
    try {
      return new ECKeyGenerator(curve).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs {@code header.payload}; a signature in base64url. */
  private interface Signature {
    String over(String header, byte[] signingInput) throws JOSEException, java.text.ParseException;
  }

  private static Signature with(JWSSigner signer) {
    return (header, input) -> signer.sign(JWSHeader.parse(header), input).toString();
  }

  private static Signature rsa(RSAKey key) {
    try {
      return with(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Signature ec(ECKey key) {
    try {
      return with(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Signature mac(byte[] secret) {
    try {
      return with(new MACSigner(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String resigned(String jwt, JWSAlgorithm alg, Signature signature) {
    return resigned(jwt, alg, signature, header -> {});
  }

  private static String resigned(
      String jwt, JWSAlgorithm alg, Signature signature, Consumer<Map<String, Object>> change) {
    Map<String, Object> header = json(text(jwt, 0));
    header.put("alg", alg.getName());
    change.accept(header);
    return signed(json(header), text(jwt, 1), signature);
  }

  private static String signed(String header, String payload, Signature signature) {
    String input = segment(header) + "." + segment(payload);
    try {
      return input + "." + signature.over(header, input.getBytes(US_ASCII));
    } catch (JOSEException | java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The shared grant with its header changed and its signature as it was. */
  private static Function<Scene, String> reheaded(Consumer<Map<String, Object>> change) {
    return scene -> reheaded(scene.grant(), change);
  }

  private static Function<Scene, String> reheaded(
      java.util.function.BiConsumer<Scene, Map<String, Object>> change) {
    return scene -> reheaded(scene.grant(), header -> change.accept(scene, header));
  }

  private static String reheaded(String jwt, Consumer<Map<String, Object>> change) {
    Map<String, Object> header = json(text(jwt, 0));
    change.accept(header);
    return segment(json(header)) + jwt.substring(jwt.indexOf('.'));
  }

  /** The shared grant with its claims changed, signed again with the real grant key. */
  private static Function<Scene, String> regrant(Consumer<Map<String, Object>> change) {
    return scene -> {
      Map<String, Object> claims = claims(scene);
      change.accept(claims);
      String kid = (String) json(text(scene.grant(), 0)).get("kid");
      return signedByVault(scene, "vouchsafe-grant", kid, header(scene.grant(), kid), claims);
    };
  }

  /** The shared grant with its header changed, signed again with the real grant key. */
  private static Function<Scene, String> regrantWith(Consumer<Map<String, Object>> change) {
    return scene -> {
      String kid = (String) json(text(scene.grant(), 0)).get("kid");
      Map<String, Object> header = header(scene.grant(), kid);
      change.accept(header);
      return signedByVault(scene, "vouchsafe-grant", kid, header, claims(scene));
    };
  }

  private static Map<String, Object> claims(Scene scene) {
    return json(text(scene.grant(), 1));
  }

  private static Map<String, Object> header(String jwt, String kid) {
    Map<String, Object> header = json(text(jwt, 0));
    header.put("kid", kid);
    return header;
  }

  private static String signedByVault(
      Scene scene, String key, String kid, Map<String, Object> header, Map<String, Object> claims) {
    String input = segment(json(header)) + "." + segment(json(claims));
    String signature =
        scene
            .stage()
            .bao()
            .root()
            .write(
                "transit/sign/" + key,
                Map.of(
                    "input",
                    Base64.getEncoder().encodeToString(input.getBytes(US_ASCII)),
                    "hash_algorithm",
                    "sha2-256",
                    "prehashed",
                    false,
                    "marshaling_algorithm",
                    "jws",
                    "key_version",
                    versionOf(scene, key, kid)))
            .at("/data/signature")
            .asText();
    return input + "." + signature.substring(signature.lastIndexOf(':') + 1);
  }

  private static int versionOf(Scene scene, String key, String kid) {
    return scene.stage().bao().key(key).path("keys").properties().stream()
        .filter(version -> thumbprint(version.getValue()).equals(kid))
        .map(version -> Integer.parseInt(version.getKey()))
        .findFirst()
        .orElseThrow();
  }

  private static String thumbprint(JsonNode version) {
    try {
      byte[] der =
          Base64.getMimeDecoder()
              .decode(version.path("public_key").asText().replaceAll("-----.*?-----", ""));
      ECPublicKey key =
          (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
      return new ECKey.Builder(Curve.P_256, key).build().computeThumbprint().toString();
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String grantKeyPem(Scene scene) {
    return scene.stage().bao().key("vouchsafe-grant").at("/keys/1/public_key").asText();
  }

  private static byte[] publicPem(Stage stage) {
    try {
      return ("-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder()
                  .encodeToString(stage.proofKey().toRSAPublicKey().getEncoded())
              + "\n-----END PUBLIC KEY-----\n")
          .getBytes(US_ASCII);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String identityKid(Scene scene) {
    for (JsonNode jwk : scene.client().get("/.well-known/jwks.json").body().path("keys")) {
      if (jwk.path("alg").asText().equals("ES256")) {
        return jwk.path("kid").asText();
      }
    }
    throw new AssertionError("no ES256 key is published");
  }

  private static Function<Scene, String> proof(UnaryOperator<JWTClaimsSet.Builder> change) {
    return scene -> scene.client().proof(change);
  }

  private static Date inSeconds(long seconds) {
    return new Date(System.currentTimeMillis() + seconds * 1000);
  }

  private static String segment(String text) {
    return Base64URL.encode(text).toString();
  }

  private static String text(String jwt, int segment) {
    return new Base64URL(jwt.split("\\.", -1)[segment]).decodeToString();
  }

  private static String unsigned(String jwt) {
    return jwt.substring(0, jwt.lastIndexOf('.') + 1);
  }

  /** One character in the middle of a segment is another one. */
  private static String changed(String jwt, int segment) {
    String[] segments = jwt.split("\\.", -1);
    StringBuilder other = new StringBuilder(segments[segment]);
    int middle = other.length() / 2;
    other.setCharAt(middle, other.charAt(middle) == 'A' ? 'B' : 'A');
    segments[segment] = other.toString();
    return String.join(".", segments);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> json(String text) {
    try {
      return JSON.readValue(text.getBytes(UTF_8), LinkedHashMap.class);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String json(Map<String, Object> members) {
    try {
      return JSON.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
