package io.vouchsafe.agent;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vouchsafe agent} while things fail: what files hold, and what it says. */
class AgentFailuresIT {
  private static OwnIssuer issuer;

  @TempDir Path folder;
  private Path file;

  @BeforeAll
  static void startIssuer() {
    issuer = OwnIssuer.ofShortTokens("agent-failures");
  }

  @AfterAll
  static void stopIssuer() {
    issuer.close();
  }

  @BeforeEach
  void name() {
    file = folder.resolve("token");
  }

  @AfterEach
  void mend() {
    issuer.proxy().mend();
  }

  private RunningAgent agent(String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "--file";
    arguments[1] = file + "=a.example";
    System.arraycopy(more, 0, arguments, 2, more.length);
    return RunningAgent.start(issuer.environment(), arguments);
  }

  private String read() {
    try {
      return IssuedSecrets.remember(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitToken() {
    eventually("the file holds a token", () -> Files.exists(file));
    SignedJWT token = Tokens.verified(issuer.client(), read());
    assertEquals(SignedJWT.State.VERIFIED, token.getState());
  }

  private void awaitAnother(String token) {
    eventually("the file holds another token", () -> !read().equals(token));
    Tokens.verified(issuer.client(), read());
  }

  @Test
  void anIssuerThatIsAwayAtStartAndLater() throws Exception {
    int port = Ports.one();
    issuer.proxy().down();
    try (RunningAgent agent = agent("--health-port", Integer.toString(port))) {
      String line = agent.says("outage began");
      assertTrue(line.contains("cannot be reached"), line);
      assertTrue(line.contains("tried again"), line);
      assertFalse(Files.exists(file));
      assertEquals(503, status(port));

      issuer.proxy().up();
      awaitToken();
      awaitAnother(read());
      assertEquals(200, status(port));

      issuer.proxy().down();
      agent.says("has expired");
      String last = read();
      assertEquals(3, last.split("\\.", -1).length);
      assertEquals(503, status(port));

      issuer.proxy().up();
      awaitAnother(last);
      agent.says("outage over");
      assertEquals(1, agent.lines("has expired").size(), agent::err);
      assertEquals(0, agent.terminate(), agent::err);
    }
  }

  private static int status(int port) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz")).build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Test
  void aGrantThatIsRefusedUntilItIsReplaced() throws IOException {
    Path grant = Files.writeString(folder.resolve("grant"), "not.a.grant");
    try (RunningAgent agent =
        RunningAgent.start(
            Map.of("VOUCHSAFE_ISSUER", issuer.url()),
            "--grant-file",
            grant.toString(),
            "--file",
            file + "=a.example")) {
      String line = agent.says("the issuer refused (401)");
      assertTrue(line.contains("replace the grant"), line);
      assertFalse(Files.exists(file));

      replace(grant, issuer.grant());
      awaitToken();
      assertFalse(agent.err().contains("not.a.grant"), agent::err);
    }
  }

  private static void replace(Path target, String content) throws IOException {
    Path beside = Files.writeString(target.resolveSibling("new"), content);
    Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aProofThatIsHalfWrittenWhenItIsRead() throws IOException {
    String good = issuer.client().proof();
    Path proof = Files.writeString(folder.resolve("proof"), good);
    try (RunningAgent agent =
        RunningAgent.start(
            Map.of("VOUCHSAFE_WORKLOAD", "org=shop,app=checkout,deployment=d-9"),
            "--issuer",
            issuer.url(),
            "--proof-file",
            proof.toString(),
            "--file",
            file + "=a.example")) {
      awaitToken();
      Files.writeString(proof, good.substring(0, good.length() / 2));
      agent.says("the issuer refused");
      String last = read();

      Files.writeString(proof, issuer.client().proof());
      awaitAnother(last);
      assertTrue(agent.running());
    }
  }

  @Test
  void aDiskThatIsFull() throws Exception {
    try (RunningAgent agent = agent()) {
      awaitToken();
      limitFiles(agent, "0");
      String line = agent.says("cannot be written");
      assertTrue(line.contains(file.toString()), line);
      assertTrue(line.contains("what was there stays"), line);
      String last = read();
      assertEquals(3, last.split("\\.", -1).length);

      limitFiles(agent, "unlimited");
      awaitAnother(last);
      assertEquals(1, folder.toFile().list().length);
    }
  }

  /** What a full disk does to files of all sizes; and the agent's messages still go to a file. */
  private static void limitFiles(RunningAgent agent, String most) throws Exception {
    String soft = most.equals("0") ? Long.toString(agent.err().length() + 500L) : most;
    Process limit =
        new ProcessBuilder("prlimit", "--pid", Long.toString(agent.pid()), "--fsize=" + soft + ":")
            .inheritIO()
            .start();
    assertEquals(0, limit.waitFor());
  }

  @Test
  void aFolderThatIsMissing() throws IOException {
    file = folder.resolve("later/token");
    try (RunningAgent agent = agent()) {
      String line = agent.says("there is no folder");
      assertTrue(line.contains(folder.resolve("later").toString()), line);
      assertTrue(line.contains("make it"), line);

      Files.createDirectory(
          folder.resolve("later"),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      awaitToken();
    }
  }

  @Test
  void aFolderThatAllMayWrite() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    file = open.resolve("token");
    try (RunningAgent agent = agent()) {
      String line = agent.says("others than its owner may replace files");
      assertTrue(line.contains("chmod go-w " + open), line);
      assertFalse(Files.exists(file));

      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx------"));
      awaitToken();
    }
  }

  @Test
  void twoAgentsOnOneFile() {
    try (RunningAgent one = agent();
        RunningAgent two = agent()) {
      awaitToken();
      for (int renewals = 0; renewals < 3; renewals++) {
        String before = read();
        eventually(
            "another token",
            () -> {
              String now = read();
              assertEquals(3, now.split("\\.", -1).length, now);
              return !now.equals(before);
            });
      }
      one.says("perhaps a second agent");
      two.says("perhaps a second agent");
      assertEquals(1, one.lines("perhaps a second agent").size(), one::err);
      assertEquals(1, two.lines("perhaps a second agent").size(), two::err);
      Tokens.verified(issuer.client(), read());
    }
  }

  @Test
  void aClockThatIsWrong() throws IOException {
    issuer
        .proxy()
        .breaks(
            path -> path.startsWith("/id-token"),
            BreakingProxy.Fault.rewrite(AgentFailuresIT::yearsAgo));
    try (RunningAgent agent = agent()) {
      eventually("the file holds a token", () -> Files.exists(file));
      String line = agent.says("the issuer's clock is");
      assertTrue(line.contains("behind this machine's"), line);
      String first = read();
      eventually("the file holds another token", () -> !read().equals(first));
      assertTrue(agent.lines("expired").isEmpty(), agent::err);
    }
  }

  /**
   * A token whose claims say another time; its signature does not fit, and the agent has no need of
   * it.
   */
  private static String yearsAgo(String body) {
    try {
      var json = (ObjectNode) Http.JSON.readTree(body);
      String[] parts = json.path("value").asText().split("\\.");
      var claims = (ObjectNode) Http.JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      long off = 3L * 365 * 24 * 3600;
      for (String time : new String[] {"iat", "exp", "nbf"}) {
        claims.put(time, claims.path(time).asLong() - off);
      }
      parts[1] =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
      json.put("value", String.join(".", parts));
      return json.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
