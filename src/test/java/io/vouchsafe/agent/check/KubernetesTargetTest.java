package io.vouchsafe.agent.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.jwt.Jwt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a stand-in that answers as an API server does. */
class KubernetesTargetTest {
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private int status = 201;
  private String body = "{}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            asked.add(exchange.getRequestHeaders().getFirst("Authorization").split(" ")[0]);
            asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] octets = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Target.Answer show() throws Fault {
    URI url = URI.create("http://localhost:" + server.getAddress().getPort());
    Jwt token = new SampleTokens("s", "cluster").token("cluster", Optional.empty()).jwt();
    try (Web web = new Web(Optional.empty(), Duration.ofSeconds(20))) {
      return new KubernetesTarget(web, url, "cluster").show(token);
    }
  }

  @Test
  void itAsksWhoTheHolderIs() throws Fault {
    body = "{\"status\":{\"userInfo\":{\"username\":\"vouchsafe:checkout\"}}}";

    assertEquals(Target.Answer.taken(" as vouchsafe:checkout"), show());
    assertEquals("POST /apis/authentication.k8s.io/v1/selfsubjectreviews", asked.get(0));
    assertEquals("Bearer", asked.get(1));
    assertTrue(asked.get(2).contains("\"kind\":\"SelfSubjectReview\""), asked::toString);
  }

  @Test
  void whoeverIsNobodyIsRefused() throws Fault {
    body = "{\"status\":{\"userInfo\":{\"username\":\"system:anonymous\"}}}";
    assertEquals(false, show().taken());

    status = 401;
    body = "{\"kind\":\"Status\",\"message\":\"Unauthorized\"}";
    assertEquals(Target.Answer.refused("the API server says 401: Unauthorized"), show());
  }

  @Test
  void anythingElseIsNoAnswer() {
    assertEquals(ExitCode.UNAVAILABLE, assertThrows(Fault.class, this::show).code());
    status = 503;
    assertEquals(ExitCode.UNAVAILABLE, assertThrows(Fault.class, this::show).code());
  }
}
