package io.vouchsafe.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Access;
import io.vouchsafe.agent.client.Secret;
import io.vouchsafe.agent.file.FileMode;
import io.vouchsafe.agent.file.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file of {@code vouchsafe agent --config}. */
class ConfigFileTest {
  private static final String WHOLE =
      """
      {"issuer": "https://id.example.com", "ca_file": "ca.pem", "allow_http": false, "make_folders": true,
       "health": {"address": "127.0.0.1", "port": 9100},
       "workloads": [
         {"name": "shop", "grant_file": "grants/shop",
          "files": [{"path": "tokens/aws", "audience": "sts.amazonaws.com", "ttl": 3600},
                    {"path": "/run/x", "audience": "b", "ttl": "5m", "mode": "0440"}],
          "socket": {"path": "api.sock", "uid": 1000},
          "request_url": {"port": 8181, "secret_file": "secret"},
          "aws_credentials": {"port": 8182, "role": "arn:aws:iam::111122223333:role/shop",
             "region": "eu-central-1", "audience": "c", "secret_file": "aws-secret"},
          "metadata": {"port": 8183, "email": "a@b", "project": "p"}}]}
      """;

  @TempDir Path folder;

  private AgentConfig read(String json) throws IOException, Fault {
    return ConfigFile.read(Files.writeString(folder.resolve("agent.json"), json));
  }

  private static String workload(String members) {
    return "{\"issuer\":\"https://id.example.com\",\"workloads\":[{\"name\":\"a\",%s}]}"
        .formatted(members);
  }

  private void assertMisused(String message, String json) {
    Fault fault = assertThrows(Fault.class, () -> read(json));
    assertEquals(ExitCode.MISUSED, fault.code(), fault::getMessage);
    assertTrue(fault.getMessage().contains(message), fault::getMessage);
  }

  @Test
  void everyMemberIsRead() throws IOException, Fault {
    AgentConfig config = read(WHOLE);
    Workload shop = config.workloads().getFirst();

    assertEquals(Optional.of(folder.resolve("ca.pem")), config.caFile());
    assertEquals(Optional.of(new AgentConfig.HealthAt("127.0.0.1", 9100)), config.health());
    assertEquals("shop", shop.name());
    assertTrue(config.makesFolders());
    assertEquals(
        new Secret.InFile("the grant", folder.resolve("grants/shop")), shop.access().secret());
    assertEquals(
        List.of(
            new TokenFile(
                folder.resolve("tokens/aws"),
                Optional.of("sts.amazonaws.com"),
                Optional.of(Duration.ofHours(1)),
                FileMode.OWNER),
            new TokenFile(
                Path.of("/run/x"),
                Optional.of("b"),
                Optional.of(Duration.ofMinutes(5)),
                FileMode.GROUP_READS)),
        shop.files());
    assertEquals(
        Optional.of(new Workload.Socket(folder.resolve("api.sock"), Optional.of(1000))),
        shop.socket());
    assertEquals(
        Optional.of(new Workload.RequestUrl(8181, Optional.of(folder.resolve("secret")))),
        shop.requestUrl());
    assertEquals("c", shop.aws().orElseThrow().audience());
    assertEquals(Optional.of("eu-central-1"), shop.aws().orElseThrow().region());
    assertEquals(
        Optional.of(new Workload.Metadata(8183, "a@b", Optional.of("p"))), shop.metadata());
  }

  @Test
  void aProofGoesWithAttributes() throws IOException, Fault {
    AgentConfig config =
        read(
            workload(
                "\"proof_file\":\"p\",\"workload\":{\"org\":\"acme\"},\"socket\":{\"path\":\"s\"}"));

    Access.ByProof access =
        assertInstanceOf(Access.ByProof.class, config.workloads().getFirst().access());
    assertEquals("{\"org\":\"acme\"}", access.workload().toString());
  }

  @Test
  void unknownMembersAreRefusedByTheirPath() {
    String socket = "\"grant_file\":\"g\",\"socket\":{\"path\":\"s\"";
    assertMisused("unknown member workloads[0].socket.mode", workload(socket + ",\"mode\":1}"));
    assertMisused(
        "unknown members workloads[0].a, workloads[0].b", workload(socket + "},\"a\":1,\"b\":2"));
    assertMisused(
        "unknown member workloads[0].files[1].aud",
        workload(
            "\"grant_file\":\"g\",\"files\":[{\"path\":\"x\"},{\"path\":\"y\",\"aud\":\"z\"}]"));
    assertMisused(
        "unknown member workloads[0].grant-file", workload("\"grant-file\":\"g\",\"files\":[{}]"));
    assertMisused(
        "unknown member health.adress",
        "{\"issuer\":\"https://id.example.com\",\"health\":{\"adress\":\"::1\"}}");
    assertMisused(
        "unknown member worklaods",
        "{\"issuer\":\"https://id.example.com\",\"worklaods\":[],\"workloads\":[]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "workloads[0].grant_file or proof_file|\"socket\":{\"path\":\"s\"}",
        "workloads[0].grant_file or proof_file|\"grant_file\":\"g\",\"proof_file\":\"p\"",
        "workloads[0].workload is missing|\"proof_file\":\"p\"",
        "workloads[0].workload is missing|\"proof_file\":\"p\",\"workload\":{}",
        "workloads[0].workload has texts|\"proof_file\":\"p\",\"workload\":{\"a\":1}",
        "workloads[0].workload goes with|\"grant_file\":\"g\",\"workload\":{\"a\":\"b\"}",
        "workloads[0].files is a list|\"grant_file\":\"g\",\"files\":{}",
        "workloads[0].files[0] is an object|\"grant_file\":\"g\",\"files\":[1]",
        "workloads[0].files[0].path is missing|\"grant_file\":\"g\",\"files\":[{}]",
        "workloads[0].files[0].mode is one of|\"grant_file\":\"g\",\"files\":[{\"path\":\"x\",\"mode\":\"0644\"}]",
        "workloads[0].files[0].mode is one of 0600, 0400, 0640, 0440, not '640'|\"grant_file\":\"g\",\"files\":[{\"path\":\"x\",\"mode\":640}]",
        "workloads[0].files[0].ttl is a time|\"grant_file\":\"g\",\"files\":[{\"path\":\"x\",\"ttl\":\"soon\"}]",
        "workloads[0].socket.uid is a number|\"grant_file\":\"g\",\"socket\":{\"path\":\"s\",\"uid\":-1}",
        "workloads[0].metadata.port is a number|\"grant_file\":\"g\",\"metadata\":{\"port\":65536}",
        "workloads[0].metadata.port is missing|\"grant_file\":\"g\",\"metadata\":{}",
        "workloads[0].aws_credentials.role is the ARN|\"grant_file\":\"g\",\"aws_credentials\":{\"port\":1,\"role\":\"x\"}",
        "neither a file nor a listener|\"grant_file\":\"g\"",
        "port 7 is there twice|\"grant_file\":\"g\",\"metadata\":{\"port\":7},\"request_url\":{\"port\":7}",
        "is there twice|\"grant_file\":\"g\",\"files\":[{\"path\":\"x\"},{\"path\":\"./x\"}]",
        "less than 50m|\"grant_file\":\"g\",\"files\":[{\"path\":\"x\",\"audience\":\"api://AzureADTokenExchange\",\"ttl\":600}]"
      })
  void whatIsWrongIsNamed(String message, String members) {
    assertMisused(message, workload(members));
  }

  @Test
  void aFileForAzureIsGoodForAnHour() throws IOException, Fault {
    AgentConfig config =
        read(
            workload(
                "\"grant_file\":\"g\",\"files\":[{\"path\":\"x\",\"audience\":\"api://AzureADTokenExchange\"}]"));

    assertEquals(
        Optional.of(Duration.ofHours(1)), config.workloads().getFirst().files().getFirst().ttl());
  }

  @ParameterizedTest
  @CsvSource({"request_url", "metadata"})
  void aPortServesNoneOfSeveralWorkloads(String listener) {
    assertMisused(
        "workload b has a port",
        """
        {"issuer": "https://id.example.com", "workloads": [
          {"name": "a", "grant_file": "g", "socket": {"path": "s"}},
          {"name": "b", "grant_file": "h", "%s": {"port": 0}}]}
        """
            .formatted(listener));
  }

  @Test
  void twoWorkloadsHaveTwoNamesAndTwoSockets() {
    String two =
        """
        {"issuer": "https://id.example.com", "workloads": [
          {"name": "a", "grant_file": "g", "socket": {"path": "s"}},
          {"name": "%s", "grant_file": "h", "socket": {"path": "%s"}}]}
        """;
    assertMisused("two workloads are called a", two.formatted("a", "t"));
    assertMisused("s is there twice", two.formatted("b", "s"));
  }

  @Test
  void secretsAreNotSentInClearText() {
    assertMisused("issuer is http", "{\"issuer\":\"http://id.example.com\",\"workloads\":[]}");
  }

  @Test
  void aFileThatIsAwayOrNoJsonIsNamed() {
    Fault away = assertThrows(Fault.class, () -> ConfigFile.read(folder.resolve("away.json")));

    assertEquals(ExitCode.FILE, away.code());
    assertMisused("agent.json cannot be read as JSON", "{");
    assertMisused(
        "agent.json cannot be read as JSON: a member is there twice (line 1",
        "{\"issuer\":\"a\",\"issuer\":\"b\"}");
    assertMisused("JSON, which has no comments and no last comma (line 1", "{ // the issuer\n}");
    assertMisused("it has to be one object, {..}", "");
  }
}
