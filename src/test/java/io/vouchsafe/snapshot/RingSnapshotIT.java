package io.vouchsafe.snapshot;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last good ring's public part serves the documents before Vault answers, and nothing else. */
class RingSnapshotIT {
  private static final String JWKS = "/.well-known/jwks.json";
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  @TempDir Path folder;

  private final Stage stage = Stage.shared();
  private Map<String, String> config;
  private Path file;
  private Client client;
  private Health health;

  @BeforeEach
  void prepare() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    file = folder.resolve("ring.json");
    config = new TreeMap<>(stage.start());
    config.put("vouchsafe.ring.snapshot", file.toString());
    client = Client.of(stage);
    health = new Health(stage);
  }

  @AfterEach
  void stop() {
    stage.stop();
  }

  /** What a run with a good Vault publishes and leaves behind. */
  private record Earlier(String jwks, String discovery, String second, String grant) {}

  private Earlier earlierRun(String name) {
    try (ServiceProcess service = ServiceProcess.on(stage, name + "-earlier", config)) {
      eventually(health::text, health::good);
      eventually(service::output, () -> Files.exists(file));
      return new Earlier(
          client.get(JWKS).http().body(),
          client.get(DISCOVERY).http().body(),
          Client.ofSecond(stage).get(JWKS).http().body(),
          client.grant(Client.workload("d-1")));
    }
  }

  private static void unavailable(Answer answer) {
    assertEquals(503, answer.status(), answer.http().body());
    assertTrue(Integer.parseInt(answer.header("Retry-After")) >= 1);
  }

  @Test
  void servesTheDocumentsWhileVaultIsDownAndSignsWhenItComes() {
    Earlier earlier = earlierRun("snapshot");
    stage.vault().down();
    try (ServiceProcess service = ServiceProcess.on(stage, "snapshot", config)) {
      Answer jwks = client.get(JWKS);
      assertEquals(200, jwks.status());
      assertEquals(earlier.jwks(), jwks.http().body());
      assertTrue(
          jwks.header("Cache-Control").contains("max-age=300"), jwks.header("Cache-Control"));
      assertEquals(earlier.discovery(), client.get(DISCOVERY).http().body());
      assertEquals(earlier.second(), Client.ofSecond(stage).get(JWKS).http().body());
      assertTrue(Health.up(health.ready()), health::text);
      assertTrue(Health.reasons(health.ready()).contains("default: ring snapshot"), health::text);
      assertFalse(Health.up(health.signing()), health::text);
      assertTrue(service.output().contains("publishes the ring snapshot"), service::output);

      unavailable(client.idToken(earlier.grant(), "a"));
      unavailable(
          client.post(
              "/grants",
              client.proof(),
              Map.of("workload", Client.workload("d-1"), "audiences", List.of("a"))));

      stage.vault().up();

      eventually(health::text, health::good);
      assertFalse(Health.reasons(health.ready()).contains("snapshot"), health::text);
      assertEquals(earlier.jwks(), client.get(JWKS).http().body());
      Tokens.verified(client, client.token(earlier.grant(), "a"));
    }
  }

  @Test
  void aReadingWinsOverTheSnapshot() {
    Earlier earlier = earlierRun("snapshot-lost");
    stage.bao().rotate("vouchsafe-rs256");
    stage.vault().down();
    try (ServiceProcess service = ServiceProcess.on(stage, "snapshot-lost", config)) {
      assertEquals(earlier.jwks(), client.get(JWKS).http().body());

      stage.vault().up();

      eventually(service::output, () -> client.get(JWKS).body().path("keys").size() == 3);
      Tokens.verified(client, client.token(earlier.grant(), "a"));
    }
  }

  @Test
  void aDamagedFileIsIgnoredAndMadeAnew() throws IOException {
    Earlier earlier = earlierRun("snapshot-damaged");
    Files.writeString(file, Files.readString(file).replaceFirst("public_key\" : \"M", "$0x"));
    stage.vault().down();
    try (ServiceProcess service = ServiceProcess.on(stage, "snapshot-damaged", config)) {
      unavailable(client.get(JWKS));
      assertFalse(Health.up(health.ready()), health::text);
      assertTrue(service.output().contains("is ignored: it is damaged"), service::output);
      String damaged = Files.readString(file);

      stage.vault().up();

      eventually(health::text, health::good);
      assertEquals(earlier.jwks(), client.get(JWKS).http().body());
      eventually(service::output, () -> !damaged.equals(text()));
    }
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aForeignFileIsIgnored() {
    earlierRun("snapshot-foreign");
    config.put("vouchsafe.issuers.second.key-prefix", "other");
    stage.vault().down();
    try (ServiceProcess service = ServiceProcess.on(stage, "snapshot-foreign", config)) {
      assertEquals(200, client.get(JWKS).status());
      unavailable(Client.ofSecond(stage).get(JWKS));
      assertTrue(service.output().contains("it has no keys other-*"), service::output);
    }
  }

  @Test
  void anOldFileIsIgnored() {
    config.put("vouchsafe.keys.max-ring-age", "1s");
    config.put("vouchsafe.keys.max-published-age", "1s");
    earlierRun("snapshot-old");
    stage.vault().down();
    eventually(
        "a start that finds the file too old",
        () -> {
          try (ServiceProcess service = ServiceProcess.on(stage, "snapshot-old", config)) {
            return service.output().contains("longer ago than max-published-age")
                && client.get(JWKS).status() == 503;
          }
        });
  }

  @Test
  void aFileThatOthersMayWriteStopsTheStart() throws IOException {
    earlierRun("snapshot-writable");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    try (ServiceProcess service = ServiceProcess.start("snapshot-writable", config)) {
      assertNotEquals(0, service.exitStatus());
      assertTrue(service.output().contains("vouchsafe.ring.snapshot: "), service::output);
      assertTrue(service.output().contains("chmod 600 " + file), service::output);
    }
  }
}
