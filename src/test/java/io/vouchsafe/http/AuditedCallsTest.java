package io.vouchsafe.http;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the audit has of calls, from the front door to the file. */
@QuarkusTest
@QuarkusTestResource(value = RevokingStage.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = AuditedStage.class, restrictToAnnotatedClass = true)
class AuditedCallsTest {
  private static final Path FILE = AuditedStage.FILE;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROXIED = "203.0.113.7";

  Stage stage;
  private Client client;
  private int begin;

  @BeforeEach
  void prepare() {
    client = Client.of(stage);
    begin = lines().size();
  }

  private static List<String> lines() {
    try {
      return Files.exists(FILE) ? Files.readAllLines(FILE) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<JsonNode> records(String event) {
    List<JsonNode> records = new ArrayList<>();
    List<String> all = lines();
    for (String line : all.subList(Math.min(begin, all.size()), all.size())) {
      try {
        JsonNode record = JSON.readTree(line);
        if (record.path("event").asText().equals(event)) {
          records.add(record);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return records;
  }

  private JsonNode only(String event) {
    eventually("one " + event, () -> records(event).size() == 1);
    return records(event).getFirst();
  }

  private Answer asProxied(String path, String bearer, String... more) {
    List<String> headers =
        new ArrayList<>(List.of("Authorization", "Bearer " + bearer, "X-Forwarded-For", PROXIED));
    headers.addAll(List.of(more));
    return client.get(path, headers.toArray(String[]::new));
  }

  @Test
  void aGrantAndATokenSayWhoVouchedForWhomUnderWhichKey() throws Exception {
    String proof = client.proof(claims -> claims.jwtID("proof-1"));
    Answer answer =
        client.post(
            "/grants",
            proof,
            Map.of(
                "workload",
                Client.workload("d-1"),
                "audiences",
                List.of("a", "b"),
                "max_ttl",
                300,
                "expires_in",
                600));
    assertEquals(201, answer.status());
    String grant = answer.text("grant");
    JWTClaimsSet ofGrant = SignedJWT.parse(grant).getJWTClaimsSet();

    JsonNode granted = only("granted");
    assertEquals("control", granted.path("broker").asText());
    assertEquals(Stage.TRUSTED_ISSUER, granted.at("/proof/iss").asText());
    assertEquals("control-plane", granted.at("/proof/sub").asText());
    assertEquals("proof-1", granted.at("/proof/jti").asText());
    assertEquals(SignedJWT.parse(proof).getHeader().getKeyID(), granted.at("/proof/kid").asText());
    assertEquals(ofGrant.getJWTID(), granted.at("/grant/id").asText());
    assertEquals("[\"a\",\"b\"]", granted.at("/grant/audiences").toString());
    assertEquals(300, granted.at("/grant/max_ttl").asInt());
    assertEquals("d-1", granted.at("/attributes/deployment").asText());
    assertEquals(answer.header("X-Request-Id"), granted.path("request").asText());

    begin = lines().size();
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    Answer token =
        asProxied(
            "/id-token?audience=a", grant, "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
    assertEquals(200, token.status());
    SignedJWT jwt = SignedJWT.parse(token.text("value"));

    JsonNode issued = only("issued");
    JsonNode asked = only("asked");
    for (JsonNode record : List.of(asked, issued)) {
      assertEquals(trace, record.path("request").asText());
      assertEquals(PROXIED, record.path("peer").asText());
      assertEquals("default", record.path("issuer").asText());
      assertEquals("control", record.path("broker").asText());
      assertEquals(ofGrant.getJWTID(), record.at("/grant/id").asText());
      assertEquals(300, record.at("/grant/max_ttl").asInt());
      assertEquals(jwt.getJWTClaimsSet().getJWTID(), record.path("jti").asText());
      assertEquals(jwt.getJWTClaimsSet().getSubject(), record.path("sub").asText());
      assertEquals("a", record.path("aud").asText());
      assertEquals("RS256", record.path("alg").asText());
      assertEquals(jwt.getHeader().getKeyID(), record.path("kid").asText());
      assertEquals("vouchsafe-rs256", record.path("key").asText());
      assertEquals("checkout", record.at("/attributes/app").asText());
    }
  }

  @Test
  void ofAListEachTokenAndEachRefusalIsARecordOfItsCaller() {
    Map<String, Object> tokens =
        Map.of(
            "good", Map.of("audience", "a"),
            "bad", Map.of("audience", "a", "ttl", 1),
            "not mine", Map.of("audience", "a", "workload", Map.of("org", "strange")));
    Answer answer =
        client.post(
            "/id-tokens",
            client.proof(),
            Map.of("workload", Client.workload("d-2"), "tokens", tokens));
    assertEquals(200, answer.status());

    assertEquals("control-plane", only("issued").at("/proof/sub").asText());
    eventually("two refusals", () -> records("refused").size() == 2);
    Set<String> members =
        Set.of(
            records("refused").get(0).at("/problem/member").asText(),
            records("refused").get(1).at("/problem/member").asText());
    assertEquals(Set.of("ttl", "workload.org"), members);
    for (JsonNode refused : records("refused")) {
      assertEquals("control", refused.path("broker").asText());
      assertEquals(answer.header("X-Request-Id"), refused.path("request").asText());
    }
  }

  @Test
  void whoProvedWhoItIsAndIsNoBrokerIsRecordedWhoeverItIs() {
    for (int i = 0; i < 5; i++) {
      assertEquals(403, client.post("/grants", client.proof("nobody"), Map.of()).status());
    }

    eventually("all five", () -> records("refused").size() == 5);
    JsonNode refused = records("refused").getFirst();
    assertEquals("forbidden", refused.at("/problem/type").asText());
    assertEquals("nobody", refused.at("/proof/sub").asText());
    assertFalse(refused.has("broker"));
  }

  @Test
  void aGrantThatAsksTooOftenIsSampledAndCounted() {
    String grant = client.grant(Client.workload("d-3"));
    begin = lines().size();
    Metrics metrics = new Metrics(stage);
    double before = metrics.value("vouchsafe_audit_unrecorded_total");
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      refused += asProxied("/id-token?audience=a", grant).status() == 429 ? 1 : 0;
    }
    int all = refused;

    assertTrue(all >= 10, () -> "refused " + all);
    eventually("two records", () -> records("refused").size() == 2);
    assertEquals(before + all - 2, metrics.value("vouchsafe_audit_unrecorded_total"));
    JsonNode record = records("refused").getFirst();
    assertEquals("too-many-requests", record.at("/problem/type").asText());
    assertEquals("control", record.path("broker").asText());
    assertEquals(PROXIED, record.path("peer").asText());
    assertTrue(record.at("/grant/id").isTextual());
  }

  @Test
  void aRevocationIsRecordedAndUsesOfTheGrantAfterItAreSampledAndCounted() throws Exception {
    String grant = client.grant(Client.workload("d-5"));
    String id = SignedJWT.parse(grant).getJWTClaimsSet().getJWTID();
    client.token(grant, "a");
    begin = lines().size();

    Answer revoked =
        client.call("DELETE", "/grants/" + id, null, "Authorization", "Bearer " + client.proof());
    assertEquals(204, revoked.status(), revoked::toString);

    assertEquals(id, only("revoked").at("/grant/id").asText());
    assertEquals("control", only("revoked").path("broker").asText());
    assertEquals("control-plane", only("revoked").at("/proof/sub").asText());
    Metrics metrics = new Metrics(stage);
    double before = metrics.value("vouchsafe_audit_unrecorded_total");
    for (int i = 0; i < 30; i++) {
      assertEquals(401, asProxied("/id-token?audience=a", grant).status());
    }
    eventually("two records", () -> records("refused").size() == 2);
    assertEquals(before + 28, metrics.value("vouchsafe_audit_unrecorded_total"));
    assertEquals("invalid-credentials", records("refused").getLast().at("/problem/type").asText());
    assertEquals(id, records("refused").getLast().at("/grant/id").asText());
    assertEquals(
        SignedJWT.parse(grant).getJWTClaimsSet().getSubject(),
        records("refused").getLast().path("sub").asText());
    assertEquals(PROXIED, records("refused").getLast().path("peer").asText());
  }

  @Test
  void aPreviewIsNoRecordUnlessTheCallIsRefused() {
    String preview = "/id-tokens/preview";
    Map<String, ?> body =
        Map.of(
            "workload",
            Client.workload("d-8"),
            "tokens",
            Map.of("good", Map.of("audience", "a"), "bad", Map.of("audience", "a", "ttl", 1)));
    Answer answer = client.post(preview, client.proof(), body);
    assertEquals(200, answer.status());
    assertEquals(400, answer.body().at("/tokens/bad/status").asInt());

    assertEquals(403, client.post(preview, client.proof("nobody"), body).status());

    only("refused");
    assertEquals(begin + 1, lines().size(), () -> String.join("\n", lines()));
  }

  @Test
  void aGrantThatIsSentAsTheIdOfAProofIsMasked() {
    String grant = client.grant(Client.workload("d-6"));
    begin = lines().size();
    String proof = client.proof(claims -> claims.subject("nobody").jwtID(grant));
    assertEquals(403, client.post("/grants", proof, Map.of()).status());

    assertEquals("[a JWT, not shown]", only("refused").at("/proof/jti").asText());
    assertFalse(lines().stream().anyMatch(line -> line.contains(grant)));
  }

  @Test
  void strangersAreSampledAndCounted() {
    Metrics metrics = new Metrics(stage);
    double before = metrics.value("vouchsafe_audit_unrecorded_total");
    for (int i = 0; i < 30; i++) {
      assertEquals(404, client.get("/no-such-place").status());
    }

    eventually("two records", () -> records("refused").size() == 2);
    assertEquals("none", records("refused").getFirst().path("issuer").asText());
    assertEquals("127.0.0.1", records("refused").getFirst().path("peer").asText());
    assertEquals(before + 28, metrics.value("vouchsafe_audit_unrecorded_total"));
    assertEquals(1, metrics.value("vouchsafe_audit_up"));
  }

  @Test
  void everyLineIsOneOfTheSchema() throws IOException {
    client.token(client.grant(Client.workload("d-4")), "a");
    only("issued");
    var schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("docs", "audit.schema.json")));

    for (String line : lines()) {
      assertEquals(Set.of(), schema.validate(JSON.readTree(line)), line);
    }
  }
}
