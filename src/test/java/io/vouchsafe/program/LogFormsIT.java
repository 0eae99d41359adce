package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.StrangerKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two forms of the log, and the request that a line names. */
class LogFormsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ENTRIES = 40;
  private static final String AUDIT = "[io.vouchsafe.audit]";
  private static final Predicate<String> SIGNS = path -> path.contains("/sign/vouchsafe-");
  private static final String TURNED = "a\u202emoc.elpmaxe\u2066b";
  private static final String TURNED_IN_THE_AUDIT = "a\\u202emoc.elpmaxe\\u2066b";

  private final Stage stage = Stage.shared();
  private Map<String, String> config;
  private Client client;
  private String grant;

  @BeforeEach
  void prepare() {
    config = new TreeMap<>(stage.start());
    config.put("vouchsafe.transit.request-timeout", "10s");
    client = Client.of(stage);
  }

  @AfterEach
  void stop() {
    stage.stop();
  }

  private ServiceProcess start(String name) {
    ServiceProcess service = ServiceProcess.on(stage, name, config);
    Health health = new Health(stage);
    eventually(health::text, health::good);
    grant = client.grant(Client.workload("d-1"));
    return service;
  }

  private Answer several(String id) {
    Map<String, Map<String, String>> entries = new HashMap<>();
    for (int i = 0; i < ENTRIES; i++) {
      entries.put("e-" + i, Map.of("audience", i % 2 == 0 ? "a" : Stage.ES256_AUDIENCE));
    }
    return client.call(
        "POST",
        "/id-tokens",
        JSON.valueToTree(Map.of("tokens", entries)).toString(),
        "Authorization",
        "Bearer " + grant,
        "Content-Type",
        "application/json",
        "X-Request-Id",
        id);
  }

  private static long recordsOf(ServiceProcess service, String request) {
    return service.records().stream()
        .filter(it -> it.contains("\"request\":\"%s\"".formatted(request)))
        .count();
  }

  /** A good proof of somebody who is no broker. */
  private Answer turned() {
    return client.post("/grants", client.proof(TURNED), Map.of());
  }

  @Test
  void aReadableLineEndsWithItsRequest() {
    try (ServiceProcess service = start("readable")) {
      assertEquals(200, several("mine-1").status());
      assertEquals(List.of(), lines(service, "mine-1"), "the audit alone has what is issued");
      eventually(service::output, () -> recordsOf(service, "mine-1") == 2 * ENTRIES);
      stage.vault().breaks(SIGNS, StrangerKeys.signingIn(stage.bao()));
      Answer answer = several("mine-2");

      assertEquals(502, answer.status());
      assertEquals("mine-2", answer.header("X-Request-Id"));
      List<String> lines = lines(service, "request=mine-2");
      assertTrue(lines.stream().noneMatch(line -> line.contains(" () ")), service::output);
      List<String> ofTokens = lines.stream().filter(line -> line.contains(AUDIT)).toList();
      assertFalse(ofTokens.isEmpty(), service::output);
      for (String line : ofTokens) {
        assertTrue(line.endsWith(" request=mine-2"), line);
      }
      assertTrue(lines(service, "read key").stream().noneMatch(line -> line.contains("request=")));
      assertTrue(lines(service, "SRHCK").isEmpty());
      assertEquals(403, turned().status());
      eventually(
          service::output,
          () -> service.records().stream().anyMatch(it -> it.contains(TURNED_IN_THE_AUDIT)));
      assertFalse(service.records().toString().contains("\u202e"), service::output);
      assertFalse(service.output().contains("\u202e"), service::output);
      assertEquals(1, lines(service, "[io.quarkus]").size(), service::output);
    }
  }

  @Test
  void everyLineIsAnObjectWhereJsonIsOnAndItsValuesAreMembers() throws JsonProcessingException {
    config.put("quarkus.log.console.json.enabled", "true");
    try (ServiceProcess service = start("json")) {
      stage.vault().breaks(SIGNS, StrangerKeys.signingIn(stage.bao()));
      assertEquals(502, several("mine-2").status());
      assertEquals(403, turned().status());
      assertFalse(service.output().contains("\u202e"), service::output);

      int failed = 0;
      for (String line : service.output().lines().toList()) {
        JsonNode entry = JSON.readTree(line);
        assertTrue(entry.hasNonNull("timestamp") && entry.hasNonNull("message"), line);
        assertFalse(entry.path("threadName").asText().isEmpty(), line);
        JsonNode fields = entry.path("mdc");
        if (fields.path("request").asText().equals("mine-2")
            && fields.path("event").asText().equals("mismatched")) {
          failed++;
          assertEquals("io.vouchsafe.audit", entry.path("loggerName").asText());
          Set<String> names = fields.properties().stream().map(Map.Entry::getKey).collect(toSet());
          assertTrue(names.containsAll(Set.of("issuer", "jti", "key", "version", "kid")), line);
          assertEquals("default", fields.path("issuer").asText(), line);
          assertTrue(fields.path("key").asText().startsWith("vouchsafe-"), line);
        }
      }
      assertTrue(failed > 0, service::output);
    }
  }

  @Test
  void anAnswerNamesItsRequestAlsoWhereItIsARefusal() {
    try (ServiceProcess service = start("request-ids")) {
      Answer refused = client.idToken("no-grant", "a");
      assertEquals(401, refused.status());
      assertTrue(refused.header("X-Request-Id").matches("[0-9a-f]{16}"), service::output);

      String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
      Answer traced =
          client.get("/id-token", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
      assertEquals(trace, traced.header("X-Request-Id"));

      Answer crooked = client.get("/id-token", "X-Request-Id", "a b;c");
      assertTrue(crooked.header("X-Request-Id").matches("[0-9a-f]{16}"));

      assertEquals("", client.get("/.well-known/jwks.json").header("X-Request-Id"));
    }
  }

  private static List<String> lines(ServiceProcess service, String with) {
    return service.output().lines().filter(line -> line.contains(with)).toList();
  }
}
