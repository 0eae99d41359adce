package io.vouchsafe.agent;

import static io.vouchsafe.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Tokens;
import io.vouchsafe.testing.WorkloadProgram;
import io.vouchsafe.testing.WorkloadProgram.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners of {@code vouchsafe agent} over the packaged service. */
class AgentListenersIT {
  private static OwnIssuer issuer;

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  @BeforeAll
  static void startIssuer() {
    issuer = OwnIssuer.start("agent-listeners");
  }

  @AfterAll
  static void stopIssuer() {
    issuer.close();
  }

  @AfterEach
  void close() {
    client.close();
  }

  private SignedJWT verified(String token) {
    return Tokens.verified(issuer.client(), IssuedSecrets.remember(token));
  }

  private HttpResponse<String> get(int port, String target, String... headers)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
            .headers(headers)
            .build(),
        BodyHandlers.ofString());
  }

  private static String post(Path socket, String body) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String request =
          "POST /v1/tokens/oidc HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(body.length(), body);
      channel.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
      String answer = new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
      assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  @Test
  void oneWorkloadHasEveryListener() throws Exception {
    Ports ports = Ports.free();
    Path secretFile = folder.resolve("secret");
    Path socket = folder.resolve("api.sock");
    try (RunningAgent agent =
        RunningAgent.start(
            issuer.environment("d-30"),
            "--socket",
            socket.toString(),
            "--request-url-port",
            Integer.toString(ports.http()),
            "--request-url-secret-file",
            secretFile.toString(),
            "--metadata-port",
            Integer.toString(ports.management()))) {
      agent.says("GCE_METADATA_HOST");
      String secret = IssuedSecrets.remember(Files.readString(secretFile));

      String answer =
          get(ports.http(), "/?api-version=1&audience=a", "Authorization", "bearer " + secret)
              .body();
      assertEquals(
          "deployment:shop/checkout/d-30",
          verified(Http.JSON.readTree(answer).path("value").asText())
              .getJWTClaimsSet()
              .getSubject());
      assertEquals(401, get(ports.http(), "/?audience=a", "X", "y").statusCode());

      String identity =
          "/computeMetadata/v1/instance/service-accounts/default/identity?audience=b&format=full";
      assertEquals(403, get(ports.management(), identity, "X", "y").statusCode());
      HttpResponse<String> google = get(ports.management(), identity, "Metadata-Flavor", "Google");
      assertEquals("b", verified(google.body()).getJWTClaimsSet().getAudience().getFirst());

      String first = post(socket, "{\"aud\":\"c\"}");
      assertEquals("c", verified(first).getJWTClaimsSet().getAudience().getFirst());
      assertEquals(first, post(socket, "{\"aud\":\"c\"}"));

      assertEquals(0, agent.terminate(), agent::err);
      assertFalse(Files.exists(socket));
      assertFalse(agent.err().contains(secret), agent::err);
    }
  }

  @Test
  void aHeadIsBounded() throws Exception {
    int port = Ports.one();
    try (RunningAgent agent =
        RunningAgent.start(issuer.environment("d-31"), "--metadata-port", Integer.toString(port))) {
      agent.says("GCE_METADATA_HOST");
      try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
        socket
            .getOutputStream()
            .write(
                ("GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nMetadata-Flavor: Google\r\nX: %s\r\n\r\n"
                        .formatted(port, "x".repeat(32 * 1024)))
                    .getBytes(ISO_8859_1));
        String answer = "";
        try {
          answer = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
        } catch (IOException e) {
          assertTrue(agent.running());
        }
        assertFalse(answer.contains("200"), answer);
      }
      assertEquals(200, get(port, "/", "Metadata-Flavor", "Google").statusCode());
    }
  }

  @Test
  void anAgentOfANodeServesEachWorkloadOnASocketOfItsOwn() throws Exception {
    Files.writeString(folder.resolve("proof"), issuer.client().proof());
    Path config =
        Files.writeString(
            folder.resolve("agent.json"),
            """
            {"issuer": "%s", "health": {"port": 0}, "workloads": [
              {"name": "one", "proof_file": "proof",
               "workload": {"org": "shop", "app": "checkout", "deployment": "d-41"},
               "socket": {"path": "one.sock"},
               "files": [{"path": "one.token", "audience": "a"}]},
              {"name": "two", "proof_file": "proof",
               "workload": {"org": "shop", "app": "checkout", "deployment": "d-42"},
               "socket": {"path": "two.sock"}}]}
            """
                .formatted(issuer.url()));
    try (RunningAgent agent = RunningAgent.start(Map.of(), "--config", config.toString())) {
      agent.says("two: socket is");
      for (String[] each : new String[][] {{"one", "d-41"}, {"two", "d-42"}}) {
        String token = post(folder.resolve(each[0] + ".sock"), "{\"aud\":\"a\"}");
        assertEquals(
            "deployment:shop/checkout/" + each[1], verified(token).getJWTClaimsSet().getSubject());
      }
      eventually("its file is written", () -> Files.exists(folder.resolve("one.token")));
      verified(Files.readString(folder.resolve("one.token")));
      assertEquals(0, agent.terminate(), agent::err);
    }
  }

  @Test
  void aPortThatIsTakenEndsIt() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Ran ran =
          WorkloadProgram.run(
              issuer.environment("d-32"),
              "agent",
              "--metadata-port",
              Integer.toString(taken.getLocalPort()));

      assertEquals(2, ran.status(), ran::err);
      assertTrue(ran.err().contains("choose another port"), ran::err);
    }
  }

  @Test
  void aSecondAgentOnOneSocketEnds() throws Exception {
    Path socket = folder.resolve("api.sock");
    try (RunningAgent agent =
        RunningAgent.start(issuer.environment("d-33"), "--socket", socket.toString())) {
      agent.says("socket is");
      Ran ran =
          WorkloadProgram.run(issuer.environment("d-33"), "agent", "--socket", socket.toString());

      assertEquals(4, ran.status(), ran::err);
      assertTrue(ran.err().contains("another agent"), ran::err);
      verified(post(socket, "{\"aud\":\"a\"}"));

      agent.kill();
      assertTrue(Files.exists(socket));
    }
    try (RunningAgent next =
        RunningAgent.start(issuer.environment("d-33"), "--socket", socket.toString())) {
      next.says("socket is");
      verified(post(socket, "{\"aud\":\"a\"}"));
    }
  }
}
