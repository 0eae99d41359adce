package io.vouchsafe.agent.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.aws.RoleArn;
import io.vouchsafe.agent.aws.Sts;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.file.SampleSource;
import io.vouchsafe.base.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AWS' container credentials, from a stand-in for STS. */
class AwsEndpointTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String GOOD =
      "<a><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>k</SecretAccessKey>"
          + "<SessionToken>t</SessionToken><Expiration>%s</Expiration></a>";

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final SampleSource source = new SampleSource(Duration.ofMinutes(5));
  private final AtomicInteger assumed = new AtomicInteger();
  private volatile int status = 200;
  private volatile String body;
  private volatile Instant now = Instant.now();
  private HttpServer server;
  private Web web;
  private Loopback listener;

  @BeforeEach
  void start() throws IOException, Fault {
    body = GOOD.formatted(now.plusSeconds(3600));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            assumed.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
            exchange.getResponseBody().write(body.getBytes(UTF_8));
          }
        });
    server.start();
    web = new Web(Optional.empty(), Duration.ofSeconds(10));
    Sts sts = Sts.at(web, URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    InstantSource clock = () -> now;
    AwsEndpoint endpoint =
        new AwsEndpoint(
            new CachedTokens(source, clock, Said.outage(said::add)),
            ListenerSecret.of(ListenerSecret.Listener.AWS, Optional.of(SECRET), Optional.empty()),
            sts,
            RoleArn.parse("role", "arn:aws:iam::111122223333:role/shop"),
            "sts.amazonaws.com",
            clock,
            Said.outage(said::add));
    listener = Loopback.start("aws-credentials", "127.0.0.1", 0, endpoint, new RequestCounts());
  }

  @AfterEach
  void close() {
    listener.close();
    web.close();
    server.stop(0);
  }

  private String ask() throws IOException {
    return Wire.get(listener.port(), "/", "Authorization: " + SECRET + "\n");
  }

  private static ObjectNode json(String answer) throws StrictJson.Fault {
    return StrictJson.JWT.object(Wire.body(answer).getBytes(UTF_8));
  }

  @Test
  void givesTheRolesCredentials() throws Exception {
    String answer = ask();

    assertEquals(200, Wire.status(answer), answer);
    assertEquals("ASIA1", json(answer).path("AccessKeyId").asText());
    assertEquals("k", json(answer).path("SecretAccessKey").asText());
    assertEquals("t", json(answer).path("Token").asText());
    assertEquals(now.plusSeconds(3600).toString(), json(answer).path("Expiration").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization: x\n",
        "Authorization: Bearer 0123456789abcdef0123456789abcdef\n"
      })
  void refusesWhoHasNotTheSecretAlone(String header) throws Exception {
    String answer = Wire.get(listener.port(), "/", header);

    assertEquals(401, Wire.status(answer));
    assertEquals("AccessDenied", json(answer).path("code").asText());
    assertTrue(json(answer).has("message"));
    assertEquals(0, source.asked());
    assertEquals(0, assumed.get());
  }

  @Test
  void asksForOthersAtHalfOfTheirLife() throws Exception {
    ask();
    now = now.plusSeconds(1700);
    ask();
    assertEquals(1, assumed.get());
    now = now.plusSeconds(200);
    ask();
    assertEquals(2, assumed.get());
  }

  @Test
  void keepsThemWhileStsIsAwayUntilTheyExpire() throws Exception {
    ask();
    status = 500;
    now = now.plusSeconds(3500);
    assertEquals(200, Wire.status(ask()));
    now = now.plusSeconds(200);
    String answer = ask();
    assertEquals(503, Wire.status(answer));
    assertEquals("UNAVAILABLE", json(answer).path("code").asText());
  }

  @Test
  void saysWhatStsSays() throws Exception {
    status = 403;
    body = "<a><Code>AccessDenied</Code><Message>Not authorized</Message></a>";
    String answer = ask();

    assertEquals(403, Wire.status(answer));
    assertTrue(json(answer).path("message").asText().contains("Not authorized"), answer);
  }
}
