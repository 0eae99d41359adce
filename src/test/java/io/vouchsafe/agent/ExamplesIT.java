package io.vouchsafe.agent;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.Tokens;
import io.vouchsafe.testing.WorkloadProgram;
import io.vouchsafe.testing.WorkloadProgram.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands and the configuration of the chart's examples, with the issuer and the folders of
 * the test in place of theirs.
 */
class ExamplesIT {
  private static final Path EXAMPLES = Repository.ROOT.resolve("helm/vouchsafe/examples");

  /** Which everybody may write, as an emptyDir of Kubernetes. */
  private static final String VOLUME = "tokens";

  private final IssuerForWorkloads issuer = IssuerForWorkloads.shared();

  @TempDir private Path folder;

  private List<JsonNode> documents(String example) throws IOException {
    Files.writeString(folder.resolve("proof"), issuer.client().proof());
    Path emptyDir = Files.createDirectory(folder.resolve(VOLUME));
    Files.setPosixFilePermissions(emptyDir, PosixFilePermissions.fromString("rwxrwxrwx"));
    YAMLMapper yaml = new YAMLMapper();
    try (var documents =
        yaml.readerFor(JsonNode.class).<JsonNode>readValues(EXAMPLES.resolve(example).toFile())) {
      return documents.readAll();
    }
  }

  private String here(String text) {
    return text.replace("https://id.example.com", issuer.url())
        .replace("/var/run/secrets/vouchsafe", folder.toString())
        .replace("/var/run/tokens", folder.resolve(VOLUME).toString());
  }

  private static JsonNode ofKind(String kind, List<JsonNode> documents) {
    return documents.stream()
        .filter(document -> document.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private String[] command(JsonNode pod) {
    List<String> arguments = new ArrayList<>();
    pod.at("/initContainers/0/command").forEach(part -> arguments.add(here(part.asText())));
    assertEquals("vouchsafe", arguments.removeFirst());
    return arguments.toArray(String[]::new);
  }

  private JWTClaimsSet tokenIn(String file) throws Exception {
    String token = Files.readString(folder.resolve(file));
    return Tokens.verified(issuer.client(), IssuedSecrets.remember(token)).getJWTClaimsSet();
  }

  @Test
  void theInitContainerWritesItsToken() throws Exception {
    JsonNode job = ofKind("Job", documents("init-container.yaml"));
    Ran ran = WorkloadProgram.run(Map.of(), command(job.at("/spec/template/spec")));

    assertEquals(0, ran.status(), ran::err);
    JWTClaimsSet claims = tokenIn("tokens/report/vault");
    assertEquals("deployment:shop/report/nightly", claims.getSubject());
    assertEquals(List.of("https://vault.example.com"), claims.getAudience());
  }

  @Test
  void theSidecarKeepsItsFileAndAnswersTheKubelet() throws Exception {
    List<JsonNode> documents = documents("sidecar.yaml");
    int port = Ports.one();
    String configuration =
        here(ofKind("ConfigMap", documents).at("/data/agent.json").asText())
            .replace("9100", Integer.toString(port));
    Path file = Files.writeString(folder.resolve("agent.json"), configuration);
    String[] command = command(ofKind("Deployment", documents).at("/spec/template/spec"));
    assertEquals("/etc/vouchsafe/agent.json", command[2]);
    command[2] = file.toString();
    Process agent =
        WorkloadProgram.builder(Map.of(), command, folder.resolve("out"), folder.resolve("err"))
            .start();
    try {
      String probe = "http://127.0.0.1:%d/healthz".formatted(port);
      eventually("the agent's health", () -> Http.isGood(probe));

      assertEquals(200, Http.get(probe, "X-Forwarded-Host", "10.0.0.7").status());
      assertEquals(
          "deployment:shop/checkout/checkout", tokenIn("tokens/checkout/aws").getSubject());
      assertEquals(
          "rw-r-----",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(folder.resolve("tokens/checkout/aws"))));
      agent.destroy();
      eventually("its end", () -> !agent.isAlive());
      assertEquals(0, agent.exitValue());
      assertTrue(
          Files.exists(folder.resolve("tokens/checkout/aws")), "the application may need it still");
    } finally {
      Processes.stop(agent);
    }
  }
}
