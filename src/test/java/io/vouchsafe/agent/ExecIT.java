package io.vouchsafe.agent;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Tokens;
import io.vouchsafe.testing.WorkloadProgram;
import io.vouchsafe.testing.WorkloadProgram.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sun.misc.Signal;

/** {@code vouchsafe exec} with children that say what they find. */
class ExecIT {
  private static final String ROLE = "arn:aws:iam::111122223333:role/shop";

  private final IssuerForWorkloads issuer = IssuerForWorkloads.shared();

  @TempDir private Path folder;

  private Map<String, String> variables(String... more) {
    Map<String, String> variables = new HashMap<>(issuer.environment("exec"));
    variables.put("XDG_RUNTIME_DIR", folder.toString());
    for (int i = 0; i < more.length; i += 2) {
      variables.put(more[i], more[i + 1]);
    }
    return variables;
  }

  private static String[] exec(List<String> options, String... command) {
    List<String> arguments = new ArrayList<>(List.of("exec"));
    arguments.addAll(options);
    arguments.add("--");
    arguments.addAll(List.of(command));
    return arguments.toArray(String[]::new);
  }

  private static String[] shell(List<String> options, String script) {
    return exec(options, "sh", "-c", script);
  }

  private JWTClaimsSet verified(String token) throws Exception {
    return Tokens.verified(issuer.client(), IssuedSecrets.remember(token)).getJWTClaimsSet();
  }

  @Test
  void aChildFindsWhatTheSdksOfThreeCloudsLookFor() throws Exception {
    Ran ran =
        WorkloadProgram.run(
            variables("AWS_ACCESS_KEY_ID", "AKIA", "AZURE_CLIENT_SECRET", "s"),
            shell(
                List.of(
                    "--aws-role",
                    ROLE,
                    "--aws-region",
                    "eu-central-1",
                    "--google-audience",
                    "//iam.googleapis.com/p",
                    "--google-service-account",
                    "shop@p.iam.gserviceaccount.com",
                    "--azure-client",
                    "c-1",
                    "--azure-tenant",
                    "t-1",
                    "--token-file",
                    "API_TOKEN_FILE=https://api.example,ttl=2m"),
                """
                echo "$AWS_ROLE_ARN $AWS_REGION $AWS_DEFAULT_REGION $AZURE_CLIENT_ID $AZURE_TENANT_ID"
                echo "${AWS_ACCESS_KEY_ID-unset} ${AZURE_CLIENT_SECRET-unset}"
                cat "$AWS_WEB_IDENTITY_TOKEN_FILE"; echo
                cat "$AZURE_FEDERATED_TOKEN_FILE"; echo
                cat "$API_TOKEN_FILE"; echo
                tr -d '\\n' <"$GOOGLE_APPLICATION_CREDENTIALS"; echo
                cat "$(dirname "$API_TOKEN_FILE")/google-token"; echo
                ls -ld "$(dirname "$API_TOKEN_FILE")" | cut -c1-10
                ls -l "$(dirname "$API_TOKEN_FILE")" | tail -n +2 | cut -c1-10 | sort -u
                """));

    assertEquals(0, ran.status(), ran::err);
    List<String> lines = ran.out().lines().toList();
    assertEquals(ROLE + " eu-central-1 eu-central-1 c-1 t-1", lines.get(0));
    assertEquals("unset unset", lines.get(1));
    assertTrue(ran.err().contains("AWS_ACCESS_KEY_ID, AZURE_CLIENT_SECRET"), ran::err);
    assertEquals(List.of("sts.amazonaws.com"), verified(lines.get(2)).getAudience());
    JWTClaimsSet azure = verified(lines.get(3));
    assertEquals(List.of("api://AzureADTokenExchange"), azure.getAudience());
    assertEquals(3600, life(azure));
    assertEquals(120, life(verified(lines.get(4))));
    JsonNode google = Http.JSON.readTree(lines.get(5));
    assertEquals("external_account", google.path("type").asText());
    assertEquals("//iam.googleapis.com/p", google.path("audience").asText());
    assertTrue(
        google.path("service_account_impersonation_url").asText().contains("/shop@p.iam."),
        google::toString);
    assertTrue(google.at("/credential_source/file").asText().endsWith("/google-token"));
    assertEquals(List.of("//iam.googleapis.com/p"), verified(lines.get(6)).getAudience());
    assertEquals(List.of("drwx------", "-rw-------"), lines.subList(7, 9));
    assertEquals(List.of(), leftInFolder(), "the folder of the tokens is gone");
  }

  private static long life(JWTClaimsSet claims) {
    return (claims.getExpirationTime().getTime() - claims.getIssueTime().getTime()) / 1000;
  }

  private List<Path> leftInFolder() {
    try (Stream<Path> left = Files.list(folder)) {
      return left.filter(Files::isDirectory).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"exit 0, 0", "exit 7, 7", "kill -KILL $$, 137", "kill -TERM $$, 143"})
  void itEndsAsTheChildDoes(String script, int status) {
    Ran ran = WorkloadProgram.run(variables(), shell(List.of("--aws-role", ROLE), script));

    assertEquals(status, ran.status(), ran::err);
  }

  @Test
  void whatCannotBeStartedIsToldAsAShellTellsIt() throws IOException {
    Ran missing =
        WorkloadProgram.run(variables(), exec(List.of("--aws-role", ROLE), "no-such-program"));
    assertEquals(127, missing.status());
    assertTrue(missing.err().contains("no-such-program was not found"), missing::err);

    Path text = Files.writeString(folder.resolve("text"), "x");
    Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-------"));
    Ran refused =
        WorkloadProgram.run(variables(), exec(List.of("--aws-role", ROLE), text.toString()));
    assertEquals(126, refused.status());
  }

  @ParameterizedTest
  @CsvSource({"TERM", "INT", "HUP"})
  void signalsGoToTheChild(String signal) throws Exception {
    assumeFalse(
        isIgnored(signal), "whoever started this JVM has it and its children ignore " + signal);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    String script =
        "trap 'echo got %s; exit 9' %s; echo ready; while :; do sleep 0.05; done"
            .formatted(signal, signal);
    Process process =
        WorkloadProgram.builder(variables(), shell(List.of("--aws-role", ROLE), script), out, err)
            .start();
    try {
      eventually("the child", () -> read(out).contains("ready"));
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();

      eventually("the end of it", () -> !process.isAlive());
      assertEquals(9, process.exitValue(), () -> read(err));
      assertTrue(Files.readString(out).contains("got " + signal));
      assertEquals(List.of(), leftInFolder());
    } finally {
      Processes.stop(process);
    }
  }

  /** As {@code nohup} has HUP ignored, and a shell INT for what it runs in the background. */
  private static boolean isIgnored(String signal) throws IOException {
    int number = new Signal(signal).getNumber();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(mask -> (mask >> (number - 1) & 1) == 1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aSignalBeforeTheFirstTokenEndsItWithoutTheChild() throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Map<String, String> variables = variables();
    variables.put("ACTIONS_ID_TOKEN_REQUEST_URL", "http://localhost:" + Ports.one() + "/x?y=1");
    Process process =
        WorkloadProgram.builder(
                variables,
                shell(List.of("--aws-role", ROLE, "--timeout", "90s"), "echo started"),
                out,
                err)
            .start();
    try {
      eventually("the folder of the tokens", () -> !leftInFolder().isEmpty());
      process.destroy();

      eventually("the end of it", () -> !process.isAlive());
      assertEquals(143, process.exitValue(), () -> read(err));
      assertEquals("", Files.readString(out));
      assertEquals(List.of(), leftInFolder());
    } finally {
      Processes.stop(process);
    }
  }

  @Test
  void withoutATokenNothingIsStarted() {
    Ran ran =
        WorkloadProgram.run(
            variables(),
            shell(List.of("--token-file", "F=https://api.example,ttl=2h"), "echo started"));

    assertEquals(1, ran.status(), ran::err);
    assertEquals("", ran.out());
    assertTrue(ran.err().contains("the issuer refused (400): ttl must be"), ran::err);
    assertFalse(ran.err().contains("outage began"), ran::err);
    assertEquals(List.of(), leftInFolder());
  }

  @Test
  void theChildsOwnOptionsAreItsOwn() {
    Ran ran =
        WorkloadProgram.run(
            variables(), "exec", "--aws-role", ROLE, "echo", "--help", "--aws-role", "-h");

    assertEquals("--help --aws-role -h", ran.line(), ran::err);
    assertFalse(ran.err().contains("Usage"));
  }
}
