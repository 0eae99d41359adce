package io.vouchsafe.agent.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an issuer, or a proxy before it, answers wrongly. The issuer here only breaks things. */
class IssuerClientTest {
  private static final Optional<String> AUDIENCE = Optional.of("a");

  private HttpServer server;
  private Web web;
  private IssuerClient client;
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException, Fault {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    web = new Web(Optional.empty(), Duration.ofSeconds(2));
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    client = new IssuerClient(web, Access.ByGrant.at(url, new Secret.InVariable("GRANT", "a.b.c")));
  }

  @AfterEach
  void stop() {
    over.countDown();
    web.close();
    server.stop(0);
  }

  private interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  private void answers(Answering answering) {
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          try (exchange) {
            answering.answer(exchange);
          }
        });
  }

  private void answers(int status, String body) {
    answers(
        exchange -> {
          exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.getBytes(UTF_8).length);
          exchange.getResponseBody().write(body.getBytes(UTF_8));
        });
  }

  private static String jwt(String claims) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString("{}".getBytes(UTF_8))
        + "."
        + base64.encodeToString(claims.getBytes(UTF_8))
        + ".";
  }

  private static String value(String claims) {
    return "{\"value\":\"" + jwt(claims) + "\"}";
  }

  private Fault fault() {
    return assertThrows(Fault.class, () -> client.token(AUDIENCE, Optional.empty()));
  }

  @Test
  void aTokenIsReadWithItsTimes() throws Fault {
    answers(200, value("{\"aud\":\"a\",\"iat\":100,\"exp\":400}"));

    IdToken token = client.token(AUDIENCE, Optional.empty());
    assertEquals(100, token.issuedAt().getEpochSecond());
    assertEquals(400, token.expiresAt().getEpochSecond());
    assertFalse(token.toString().contains(token.compact()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"aud\":\"b\",\"iat\":100,\"exp\":400}",
        "{\"aud\":[\"a\",\"b\"],\"iat\":100,\"exp\":400}",
        "{\"aud\":\"a\",\"iat\":100}",
        "{\"aud\":\"a\",\"exp\":400}",
        "{\"aud\":\"a\",\"iat\":400,\"exp\":400}",
        "{\"aud\":\"a\",\"iat\":400,\"exp\":399}",
        "{\"aud\":\"a\",\"iat\":400,\"exp\":1e12}",
        "{\"aud\":\"a\",\"iat\":400,\"exp\":1e300}"
      })
  void aTokenThatIsNotWhatWasAskedForIsNotHandedOn(String claims) {
    answers(200, value(claims));

    assertEquals(ExitCode.UNAVAILABLE, fault().code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{}", "{\"value\":1}", "{\"value\":\"x\"}", "[]"})
  void anAnswerWithoutATokenIsAFailure(String body) {
    answers(200, body);

    assertEquals(ExitCode.UNAVAILABLE, fault().code());
  }

  @ParameterizedTest
  @CsvSource({
    "400, REFUSED",
    "401, REFUSED",
    "403, REFUSED",
    "404, REFUSED",
    "302, REFUSED",
    "408, UNAVAILABLE",
    "429, UNAVAILABLE",
    "500, UNAVAILABLE",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE",
    "504, UNAVAILABLE"
  })
  void aStatusSaysWhetherAskingAgainHelps(int status, ExitCode code) {
    answers(status, "{\"detail\":\"because\"}");

    Fault fault = fault();
    assertEquals(code, fault.code());
    assertEquals(code == ExitCode.REFUSED ? status : 0, fault.status());
    assertTrue(fault.getMessage().endsWith(": because"), fault::getMessage);
    assertTrue(fault.getMessage().contains("(" + status), fault::getMessage);
  }

  @ParameterizedTest
  @CsvSource({"404, ''", "404, <html>", "404, {}", "405, ''", "301, ''"})
  void whateverIsNoIssuerIsSaidToBeNone(int status, String body) {
    answers(status, body);

    Fault fault = fault();
    assertEquals(ExitCode.REFUSED, fault.code());
    assertEquals(
        "nothing at 127.0.0.1:%d answers as an issuer (%d); look at --issuer"
            .formatted(server.getAddress().getPort(), status),
        fault.getMessage());
  }

  @Test
  void aGrantIsNotShownAsAProof() {
    answers(200, "");
    String header = "{\"alg\":\"RS256\",\"typ\":\"grant+jwt\"}";
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String grant = base64.encodeToString(header.getBytes(UTF_8)) + ".e30.c2ln";
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    client =
        new IssuerClient(
            web,
            new Access.ByProof(
                url,
                new Secret.InVariable("PROOF", grant),
                JsonNodeFactory.instance.objectNode().put("org", "shop")));

    Fault fault = fault();
    assertEquals(ExitCode.MISUSED, fault.code());
    assertEquals("variable PROOF: this is a grant: use --grant-file", fault.getMessage());
    assertEquals(0, asked.get());
  }

  @Test
  void aRedirectIsNotFollowed() {
    AtomicInteger elsewhere = new AtomicInteger();
    server.createContext("/elsewhere", exchange -> elsewhere.incrementAndGet());
    answers(
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(307, -1);
        });

    assertEquals(ExitCode.REFUSED, fault().code());
    assertEquals(0, elsewhere.get());
  }

  @Test
  void whatAnIssuerSaysIsOneLineWithoutSecrets() {
    answers(400, "{\"detail\":\"no\\nvouchsafe: eyJhbGciOi.eyJzdWIi.c2ln\"}");

    String message = fault().getMessage();
    assertFalse(message.contains("\n"), message);
    assertFalse(message.contains("c2ln"), message);
  }

  @Test
  void anAnswerThatDoesNotComeIsGivenUp() {
    answers(exchange -> await(over));

    assertTrue(fault().getMessage().contains("did not answer within 2 s"));
  }

  @Test
  void anAnswerThatDoesNotEndIsGivenUp() {
    answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          await(over);
        });

    assertTrue(fault().getMessage().contains("did not answer within 2 s"));
  }

  @Test
  void anAnswerWithoutAnEndIsNotRead() {
    answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] much = new byte[1 << 16];
          for (int i = 0; i < 64; i++) {
            exchange.getResponseBody().write(much);
          }
        });

    assertEquals(ExitCode.UNAVAILABLE, fault().code());
  }

  @Test
  void itIsTriedAgainWhileTheIssuerIsAwayAndNotWhenItRefused() throws Fault {
    answers(503, "{}");
    assertThrows(
        Fault.class,
        () ->
            Retries.during(Duration.ofSeconds(2), () -> client.token(AUDIENCE, Optional.empty())));
    assertTrue(asked.get() > 1, asked::toString);

    asked.set(0);
    server.removeContext("/");
    answers(403, "{}");
    assertThrows(
        Fault.class,
        () ->
            Retries.during(Duration.ofSeconds(2), () -> client.token(AUDIENCE, Optional.empty())));
    assertEquals(1, asked.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
