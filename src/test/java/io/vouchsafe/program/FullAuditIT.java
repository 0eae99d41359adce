package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.OutageTable;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packaged program with an audit that cannot be written. */
class FullAuditIT {
  private static final String GRANT = "00000000-0000-4000-8000-000000000001";

  private final Stage stage = Stage.shared();
  private Map<String, String> config;
  private Client client;

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

  /** Its standard output is a device that is always full. */
  private ServiceProcess onFullOutput(String name) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh"));
    command.addAll(
        Artifact.current()
            .command(
                config.entrySet().stream()
                    .map(entry -> "-D" + entry.getKey() + "=" + entry.getValue())
                    .toList()));
    return ServiceProcess.start(
        command, Map.of(), Path.of(""), Repository.TARGET.resolve("service-" + name + ".log"));
  }

  private void awaitKeys() {
    eventually("the keys", () -> Http.isGood(stage.managementUrl() + "/q/health/ready"));
  }

  private int askForGrant() {
    return client
        .post(
            "/grants",
            client.proof(),
            Map.of("workload", Client.workload("d-1"), "audiences", List.of("a")))
        .status();
  }

  private int revoke() {
    String proof = "Bearer " + client.proof();
    return client.call("DELETE", "/grants/" + GRANT, null, "Authorization", proof).status();
  }

  @Test
  void noTokenLeavesThatCannotBeRecorded() {
    try (ServiceProcess service = onFullOutput("full-audit")) {
      awaitKeys();
      stage.vault().forget();

      assertEquals(503, askForGrant());

      assertEquals(List.of(), stage.vault().seen(path -> path.contains("/sign/vouchsafe-grant")));
      Health health = new Health(stage);
      assertFalse(Health.up(health.signing()));
      OutageTable.names("as it should be, and [the audit]", () -> health.signing().http().body());
      assertEquals(0, new Metrics(stage).value("vouchsafe_audit_up"));
      assertTrue(new Metrics(stage).value("vouchsafe_audit_lost_total") > 0);
      JsonNode audit = Http.get(stage.managementUrl() + "/status").body().path("audit");
      assertEquals("standard output", audit.path("target").asText());
      assertEquals("No space left on device", audit.at("/fault/reason").asText());
      assertTrue(service.running());
    }
  }

  @Test
  void whereRecordsNeedNotBeTheyAreCounted() {
    config.put("vouchsafe.audit.required", "false");
    try (ServiceProcess service = onFullOutput("full-audit-not-required")) {
      awaitKeys();

      assertEquals(201, askForGrant());

      assertTrue(service.running());
      assertTrue(new Metrics(stage).value("vouchsafe_audit_lost_total") >= 2);
    }
  }

  @Test
  void aFileInAFolderThatIsGoneIsMadeAsSoonAsTheFolderIsThere() throws IOException {
    Path folder = Files.createTempDirectory("audit");
    stage.revoking("vouchsafe");
    stage.revoking("second");
    config.put("vouchsafe.caller.revocation.mount", Stage.REVOKED);
    config.put("vouchsafe.audit.file", folder.resolve("audit.jsonl").toString());
    try (ServiceProcess service = ServiceProcess.on(stage, "audit-folder", config)) {
      Health health = new Health(stage);
      eventually(health::text, health::good);
      Files.delete(folder.resolve("audit.jsonl"));
      Files.delete(folder);
      eventually("a refusal", () -> askForGrant() == 503);
      assertFalse(Health.up(health.signing()));
      assertEquals(204, revoke());
      eventually(
          "the line of the revocation",
          () ->
              service
                  .output()
                  .contains(
                      "revoked issuer=default broker=control by=control-plane grant="
                          + GRANT
                          + ": it holds, but its record in the audit is lost"));

      Files.createDirectory(folder);

      eventually("it works again", () -> askForGrant() == 201);
      eventually(health::text, () -> Health.up(health.signing()));
      assertTrue(service.running());
      List<String> lines = Files.readAllLines(folder.resolve("audit.jsonl"));
      assertTrue(lines.getFirst().contains("\"event\":\"started\""), lines::toString);
      eventually("the end", () -> service.output().contains("audit: outage over after "));
      assertEquals(1, service.output().split("audit: outage began: ", -1).length - 1);
    }
  }
}
