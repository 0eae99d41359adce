package io.vouchsafe.agent.lint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.cli.CommandLines;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Repository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintVerbTest {
  private static final String ISSUER = "https://id.example.com:8443";

  private final IssuerServer server = IssuerServer.plain(ISSUER, "");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void stop() {
    server.close();
  }

  private int lint(String... arguments) {
    return lintAt(server.port(), arguments);
  }

  private int lintAt(int port, String... arguments) {
    List<String> line =
        new ArrayList<>(List.of("lint", "--connect-to", "http://localhost:" + port));
    line.addAll(List.of(arguments));
    out.reset();
    err.reset();
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            InstantSource.system());
    return CommandLines.run("test", surroundings, line.toArray(String[]::new));
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  @Test
  void theTableIsThatOfTheDocs() throws IOException {
    server.headers.remove("ETag");
    ((ObjectNode) server.jwks.path("keys").path(0))
        .put("kid", "2026-11")
        .putArray("key_ops")
        .add("verify");

    assertEquals(1, lint("--for", "aws,google,oidc", ISSUER));

    String docs = Files.readString(Repository.ROOT.resolve("docs/vouchsafe.md"));
    String block =
        out().lines().map(line -> line.isEmpty() ? "" : "    " + line).collect(joining("\n"));
    assertTrue(docs.contains("\n\n" + block + "\n\n"), this::out);
    assertEquals("", err());
  }

  @Test
  void theDocsListEveryRule() throws IOException {
    List<String> rows =
        Rule.all().stream()
            .map(
                rule ->
                    "| `%s` | %s | %s | %s | %s |"
                        .formatted(
                            rule.id(),
                            rule.severity().word(),
                            Report.who(rule.concerns()),
                            rule.remedy(),
                            rule.source()))
            .toList();
    List<String> docs =
        Files.readAllLines(Repository.ROOT.resolve("docs/lint.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();

    assertEquals(String.join("\n", rows), String.join("\n", docs));
  }

  @Test
  void refusalsEndWithOneAndNotesWithNone() {
    assertEquals(1, lint(ISSUER));
    assertTrue(out().contains("issuer-port"), this::out);
    assertTrue(out().contains("no: issuer-port"), this::out);

    assertEquals(0, lint("--for", "google,azure", ISSUER));
    assertFalse(out().contains("issuer-port"), this::out);

    server.headers.remove("ETag");
    assertEquals(0, lint("--for", "oidc", ISSUER));
    assertTrue(out().contains("yes, with notes: 1"), this::out);
  }

  @Test
  void jsonSaysTheSame() throws IOException {
    assertEquals(1, lint("--format", "json", "--for", "aws,google", ISSUER));

    JsonNode json = new ObjectMapper().readTree(out());
    assertEquals(ISSUER, json.path("issuer").asText());
    assertEquals(1, json.path("findings").size());
    JsonNode finding = json.path("findings").path(0);
    assertEquals("issuer-port", finding.path("finding").asText());
    assertEquals("refused", finding.path("severity").asText());
    assertEquals("[\"aws\"]", finding.path("relying_parties").toString());
    assertFalse(finding.path("source").asText().isBlank());
    assertEquals("{\"aws\":false,\"google\":true}", json.path("relying_parties").toString());
  }

  @Test
  void whoeverIsAwayEndsWithThree() {
    assertEquals(3, lintAt(Ports.one(), ISSUER));
    assertEquals(
        "vouchsafe: https://id.example.com:8443 cannot be reached: nothing listens there\n", err());

    server.statuses.put(IssuerServer.DISCOVERY, 503);
    assertEquals(3, lint(ISSUER));
    assertEquals("", out());
  }

  @Test
  void aBearerTokenIsNotSentInClearText(@TempDir Path folder) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "cluster-token");

    assertEquals(2, lint("--bearer-token-file", token.toString(), ISSUER));
    assertTrue(err().contains("no bearer token is sent"), this::err);
    assertFalse(err().contains("cluster-token"), this::err);
    assertTrue(server.bearers.isEmpty());
  }

  @Test
  void aLineThatIsWrongEndsWithTwo() {
    assertEquals(2, lint("--for", "aws,ibm", ISSUER));
    assertTrue(err().contains("aws,google,azure"), this::err);
    assertEquals(2, lint("id.example.com"));
    assertEquals(2, lint("https://user@id.example.com"));
    assertEquals(2, lint("--format", "xml", ISSUER));
    assertEquals(2, lint("--connect-to", "localhost", ISSUER));
    assertEquals(2, lint());
    assertEquals(2, lint("--timeout", "soon", ISSUER));
  }
}
