package io.vouchsafe.http;

import static io.vouchsafe.http.ErrorTable.CANARY;
import static io.vouchsafe.http.ErrorTable.badCredentials;
import static io.vouchsafe.http.ErrorTable.forbidden;
import static io.vouchsafe.http.ErrorTable.invalid;
import static io.vouchsafe.http.ErrorTable.noCredentials;
import static io.vouchsafe.http.ErrorTable.refused;
import static io.vouchsafe.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.VaultApi;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code DELETE /grants}, where it is on. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(value = RevokingStage.class, restrictToAnnotatedClass = true)
class RevocationTest {
  private static final String ID = "5a1c2f0e-7f5b-4a2e-9a57-3d6c3f0f9a11";

  Stage stage;

  private record Granted(String grant, String id) {}

  private Granted grant(String subject, String deployment) {
    Client client = Client.of(stage);
    Answer answer =
        client.post(
            "/grants",
            client.proof(subject),
            Map.of("workload", Client.workload(deployment), "audiences", List.of("api.example")));
    assertEquals(201, answer.status(), answer::toString);
    return new Granted(answer.text("grant"), answer.text("id"));
  }

  private Reply delete(String target, String proof) {
    return Request.of("DELETE", target).bearer(proof).send(stage);
  }

  private static void assertDone(Reply reply) {
    assertEquals(204, reply.status(), reply::text);
  }

  private int status(Granted granted) {
    return Client.of(stage).idToken(granted.grant(), "api.example").status();
  }

  private static String subject(String deployment) {
    return "/grants?sub=" + URLEncoder.encode("deployment:shop/checkout/" + deployment, UTF_8);
  }

  @Test
  void aGrantWhoseBrokerLeavesMeanwhileIsRevokedAsAnyOther() throws IOException {
    Granted granted = grant("control-plane", "left");
    double done = additions("good");
    double late = additions("timed-out");
    stage.vault().forget();
    stage.vault().breaks(RevocationTest::isRevocation, Fault.delay(Duration.ofMillis(400)));
    int port = URI.create(stage.url()).getPort();
    try (RawConnection connection = new RawConnection(Peer.number(12).connect(port))) {
      connection.send(
          "DELETE /grants/%s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(granted.id(), Client.of(stage).proof()));
      eventually(
          "Vault is asked", () -> !stage.vault().seen(RevocationTest::isRevocation).isEmpty());
      connection.reset();
    }

    eventually("it is revoked", () -> additions("good") > done);
    stage.vault().mend();
    assertEquals(late, additions("timed-out"));
    assertEquals(401, status(granted));
  }

  private static boolean isRevocation(String path) {
    return path.contains("/" + Stage.REVOKED + "/") && !path.contains("list=true");
  }

  private double additions(String outcome) {
    return new Metrics(stage)
        .value("vouchsafe_vault_calls_total{kind=\"add\",outcome=\"%s\"}".formatted(outcome));
  }

  @Test
  void aGrantIsRevokedByItsId() {
    String proof = Client.of(stage).proof();
    Granted one = grant("control-plane", "by-id");
    Granted other = grant("control-plane", "by-id");
    assertEquals(200, status(one));
    assertDone(delete("/grants/" + one.id(), proof));
    assertDone(delete("/grants/" + one.id(), proof));

    Request request = Request.of("GET", "/id-token?audience=api.example").bearer(one.grant());
    Refusal.INVALID_CREDENTIALS.saying("the grant was revoked").check(request, request.send(stage));
    assertEquals(200, status(other));
  }

  @Test
  void allGrantsOfAWorkloadSoFarAreRevokedByItsSubject() {
    String proof = Client.of(stage).proof();
    Granted one = grant("control-plane", "by-sub");
    Granted two = grant("control-plane", "by-sub");
    Granted other = grant("control-plane", "by-sub-2");
    assertDone(delete(subject("by-sub"), proof));
    Granted after = grant("control-plane", "by-sub");

    assertEquals(401, status(one));
    assertEquals(401, status(two));
    assertEquals(200, status(other));
    assertEquals(200, status(after));
  }

  @Test
  void aBrokerReachesItsOwnGrantsOnly() {
    Granted granted = grant("control-plane", "others");
    String edge = Client.of(stage).proof("edge/1");
    assertDone(delete("/grants/" + granted.id(), edge));
    assertDone(delete(subject("others"), edge));

    assertEquals(200, status(granted));
  }

  @Test
  void anIdThatNobodyKnowsIsDone() {
    assertDone(delete("/grants/" + UUID.randomUUID(), Client.of(stage).proof()));
    assertDone(delete("/second/grants/" + ID, Client.ofSecond(stage).proof()));
  }

  /** Each issuer has its own list. */
  @Test
  void anotherIssuersRevocationsChangeNothingHere() {
    Granted granted = grant("control-plane", "of-first");
    assertDone(delete("/second/grants/" + granted.id(), Client.ofSecond(stage).proof()));

    assertEquals(200, status(granted));
    assertTrue(
        stage.bao().root().call("GET", "revoked/second?list=true", null).done(),
        "a list of its own");
  }

  static Stream<Row> rows() {
    return Stream.of(
        invalid("no UUID", "id", it -> of("/grants/" + CANARY, it.proof())),
        invalid("upper case", "id", it -> of("/grants/" + ID.toUpperCase(), it.proof())),
        invalid("encoded", "id", it -> of("/grants/" + ID + "%20", it.proof())),
        invalid("longer", "id", it -> of("/grants/" + ID + "0", it.proof())),
        invalid("no sub", "sub", it -> of("/grants", it.proof())),
        invalid("empty sub", "sub", it -> of("/grants?sub=", it.proof())),
        invalid("two subs", "sub", it -> of("/grants?sub=a&sub=b", it.proof())),
        invalid("blank in sub", "sub", it -> of("/grants?sub=a+b", it.proof())),
        invalid("control in sub", "sub", it -> of("/grants?sub=a%00b", it.proof())),
        invalid("long sub", "sub", it -> of("/grants?sub=" + "a".repeat(128), it.proof())),
        invalid("unknown parameter", "subject", it -> of("/grants?subject=a", it.proof())),
        invalid("query and id", "sub", it -> of("/grants/" + ID + "?sub=a", it.proof())),
        invalid("body", "", it -> of("/grants/" + ID, it.proof()).json("{}")),
        noCredentials("stranger", it -> Request.of("DELETE", "/grants/" + ID)),
        noCredentials("stranger and sub", it -> Request.of("DELETE", "/grants?sub=a")),
        badCredentials("no proof", it -> of("/grants/" + ID, "e30.e30.e30")),
        forbidden("a grant", "", it -> of("/grants/" + ID, it.grant())).says("cannot revoke"),
        forbidden("a grant and sub", "", it -> of("/grants?sub=a", it.grant())),
        refused("folder", 404, it -> of("/grants/", it.proof())),
        refused("deeper", 404, it -> of("/grants/" + ID + "/" + ID, it.proof())),
        refused("twice the slash", 404, it -> of("//grants/" + ID, it.proof())));
  }

  private static Request of(String target, String bearer) {
    return Request.of("DELETE", target).bearer(bearer);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isRefused(Row row) {
    row.check(stage);
  }

  @Test
  void otherMethodsAreNamedWhatIsAllowed() {
    assertEquals("POST, DELETE", Request.of("GET", "/grants").send(stage).header("Allow"));
    assertEquals("DELETE", Request.of("GET", "/grants/" + ID).send(stage).header("Allow"));
  }

  /** Ids never are a label. */
  @Test
  void theMetricsNameThePathAndNotTheId() {
    assertDone(delete("/grants/" + ID, Client.of(stage).proof()));
    Refusal.NO_CREDENTIALS.check(
        Request.of("DELETE", "/grants/" + ID), Request.of("DELETE", "/grants/" + ID).send(stage));
    String metrics = new Metrics(stage).text();

    assertTrue(metrics.contains("uri=\"/grants/{id}\""), "the path");
    assertTrue(metrics.contains("uri=\"/second/grants/{id}\""), "the second issuer's path");
    assertTrue(!metrics.contains(ID), "no id");
  }

  @Test
  void aShareThatIsUsedUpIsA507() {
    Client second = Client.ofSecond(stage);
    VaultApi vault = stage.bao().root();
    assertDone(delete("/second/grants/" + UUID.randomUUID(), second.proof()));
    String one = vault.read("revoked/second?list=true").path("keys").path(0).asText();
    String before = one.substring(0, one.lastIndexOf('.') + 1);
    try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 7_500; i++) {
        String name = before + "%043d".formatted(i);
        writers.submit(() -> vault.write("revoked/second/" + name, Map.of("revoked", true)));
      }
    }
    RevokingStage.eventuallyListed(stage, entries -> entries > 7_500);
    Request request = of("/second/grants/" + UUID.randomUUID(), second.proof());

    new Refusal(507, "no-room", "", "a quarter of all").check(request, request.send(stage));
    vault.call("DELETE", "sys/mounts/revoked", null);
    vault.write("sys/mounts/revoked", Map.of("type", "kv"));
    RevokingStage.eventuallyListed(stage, entries -> entries < 7_500);
    assertDone(request.send(stage));
  }
}
