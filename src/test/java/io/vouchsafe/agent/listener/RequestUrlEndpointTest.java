package io.vouchsafe.agent.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.file.SampleSource;
import io.vouchsafe.agent.jwt.Jwt;
import io.vouchsafe.base.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The request URL as GitHub's clients ask it. */
class RequestUrlEndpointTest {
  @TempDir Path folder;

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final SampleSource source = new SampleSource(Duration.ofHours(1));
  private Loopback listener;
  private String secret;

  @BeforeEach
  void start() throws Fault, IOException {
    Path file = folder.resolve("secret");
    ListenerSecret shown =
        ListenerSecret.of(ListenerSecret.Listener.REQUEST_URL, Optional.empty(), Optional.of(file));
    shown.keep();
    secret = Files.readString(file);
    CachedTokens tokens = new CachedTokens(source, InstantSource.system(), Said.outage(said::add));
    listener =
        Loopback.start(
            "request-url",
            "127.0.0.1",
            0,
            new RequestUrlEndpoint(tokens, Optional.of(shown)),
            new RequestCounts());
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private String ask(String target) throws IOException {
    return Wire.get(listener.port(), target, "Authorization: bearer " + secret + "\n");
  }

  private static ObjectNode json(String answer) throws StrictJson.Fault {
    return StrictJson.JWT.object(Wire.body(answer).getBytes(StandardCharsets.UTF_8));
  }

  private static Jwt value(String answer) throws Exception {
    assertEquals(200, Wire.status(answer), answer);
    return Jwt.decode(json(answer).path("value").asText());
  }

  @Test
  void answersValueAndCount() throws Exception {
    String answer = ask("/?api-version=1&audience=https%3A%2F%2Fa.example.com%2Fx");

    assertEquals(List.of("https://a.example.com/x"), value(answer).audiences());
    assertEquals(json(answer).path("value").asText().length(), json(answer).path("count").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Authorization: bearer \n", "Authorization: bearer x\n"})
  void refusesWhoHasNotTheSecret(String header) throws Exception {
    String answer = Wire.get(listener.port(), "/?audience=a", header);

    assertEquals(401, Wire.status(answer));
    assertTrue(json(answer).path("message").asText().contains("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
    assertEquals(0, source.asked());
  }

  @Test
  void takesTheSchemeInAnyCase() throws Exception {
    value(Wire.get(listener.port(), "/?audience=a", "Authorization: Bearer " + secret + "\n"));
  }

  @Test
  void twoAuthorizationsAreNone() throws Exception {
    String header = "Authorization: bearer " + secret + "\n";

    assertEquals(400, Wire.status(Wire.get(listener.port(), "/?audience=a", header + header)));
  }

  @ParameterizedTest
  @CsvSource({
    "GET /other?audience=a, 404",
    "POST /?audience=a, 405",
    "HEAD /?audience=a, 405",
    "GET /?audience=a&audience=b, 400",
    "GET /?audience=%zz, 400",
    "GET /?audience=a&ttl=soon, 400"
  })
  void saysWhatIsWrong(String request, int status) throws IOException {
    String answer =
        Wire.send(
            listener.port(),
            request + " HTTP/1.1\nHost: localhost:PORT\nAuthorization: bearer " + secret + "\n");

    assertEquals(status, Wire.status(answer), answer);
    assertEquals(0, source.asked());
  }

  @Test
  void doesNotAskTheIssuerEachTime() throws Exception {
    String first = value(ask("/?audience=a")).compact();

    assertEquals(first, value(ask("/?audience=a")).compact());
    assertNotEquals(first, value(ask("/?audience=b")).compact());
    assertNotEquals(first, value(ask("/?audience=a&ttl=60")).compact());
    assertEquals(3, source.asked());
  }

  @Test
  void givesAnotherTokenToWhoNeedsOne() throws Exception {
    String first = value(ask("/?audience=a")).compact();
    String header = "Authorization: bearer " + secret + "\nCache-Control: no-cache\n";

    assertNotEquals(first, value(ask("/?fresh=true&audience=a")).compact());
    assertNotEquals(first, value(Wire.get(listener.port(), "/?audience=a", header)).compact());
    assertEquals(3, source.asked());
  }

  @ParameterizedTest
  @CsvSource({"true, 403", "false, 503"})
  void saysWhetherAskingAgainHelps(boolean refused, int status) throws Exception {
    source.fail(refused ? Fault.refused("why not") : Fault.unavailable("why not"));
    String answer = ask("/?audience=a");

    assertEquals(status, Wire.status(answer));
    assertEquals("why not", json(answer).path("message").asText());
    assertEquals(status == 503, answer.contains("Retry-after: 5"), answer);
  }
}
