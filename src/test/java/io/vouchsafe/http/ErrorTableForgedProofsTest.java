package io.vouchsafe.http;

import static io.vouchsafe.http.Calls.CALLS;
import static io.vouchsafe.http.Calls.bearers;
import static io.vouchsafe.http.ErrorTable.forbidden;
import static io.vouchsafe.http.Forgery.P256;
import static io.vouchsafe.http.Forgery.RSA;
import static io.vouchsafe.http.Forgery.changed;
import static io.vouchsafe.http.Forgery.ec;
import static io.vouchsafe.http.Forgery.header;
import static io.vouchsafe.http.Forgery.mac;
import static io.vouchsafe.http.Forgery.publicPem;
import static io.vouchsafe.http.Forgery.reheaded;
import static io.vouchsafe.http.Forgery.resigned;
import static io.vouchsafe.http.Forgery.rsa;
import static io.vouchsafe.http.Forgery.signed;
import static io.vouchsafe.http.Forgery.text;
import static io.vouchsafe.http.Forgery.unsigned;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Stage;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proofs that do not hold, at each of the three calls. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ErrorTableForgedProofsTest {
  Stage stage;

  static Stream<Row> rows() {
    return Stream.concat(proofs(), forgedProofs());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isRefused(Row row) {
    row.check(stage);
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
                Map.entry(
                    "a proof bound to a key",
                    proof(
                        it ->
                            it.claim(
                                "cnf",
                                Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")))),
                Map.entry("a proof that is an event", proof(it -> it.claim("events", Map.of()))),
                Map.entry("a proof of an actor", proof(it -> it.claim("act", Map.of("sub", "x")))),
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
            Map.entry("a proof without kid", headed(header -> header.remove("kid"))),
            Map.entry("a proof with the typ of a grant", typed("grant+jwt")),
            Map.entry("a proof with the typ of a grant in capitals", typed("Grant+JWT")),
            Map.entry("a proof with the whole typ of a grant", typed("application/grant+jwt")),
            Map.entry("a proof with the typ of a logout token", typed("logout+jwt")),
            Map.entry("a proof with the typ of an access token", typed("at+jwt")),
            Map.entry("a proof with crit", headed(it -> it.put("crit", List.of("exp")))),
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

  /** A kid that no fetch had which began later; until then, when to come again. */
  @Test
  void aProofUnderAKidOfNobodyIsRefusedOnceTheKeysWereFetchedAgain() {
    Scene scene = Scene.on(stage);
    Request sent =
        CALLS
            .get("POST /grants")
            .bearer(headed(header -> header.put("kid", "control-2")).apply(scene));
    Refusal soon = Refusal.of(503).saying("have no such kid, and are fetched again soon");
    Reply reply = sent.send(stage);
    for (int tries = 0; tries < 3 && reply.status() == 503; tries++) {
      soon.check(sent, reply);
      int seconds = Integer.parseInt(reply.header("Retry-After"));
      assertTrue(seconds >= 1 && seconds <= 10, () -> "in " + seconds);
      Processes.pause(Duration.ofSeconds(seconds));
      reply = sent.send(stage);
    }
    Refusal.INVALID_CREDENTIALS.check(sent, reply);
  }

  private static Function<Scene, String> typed(String typ) {
    return headed(header -> header.put("typ", typ));
  }

  /** A good proof with another header, signed with the trusted issuer's key. */
  private static Function<Scene, String> headed(Consumer<Map<String, Object>> change) {
    return scene ->
        resigned(scene.proof(), JWSAlgorithm.RS256, rsa(scene.stage().proofKey()), change);
  }

  private static Function<Scene, String> proof(UnaryOperator<JWTClaimsSet.Builder> change) {
    return scene -> scene.client().proof(change);
  }

  private static Date inSeconds(long seconds) {
    return new Date(System.currentTimeMillis() + seconds * 1000);
  }
}
