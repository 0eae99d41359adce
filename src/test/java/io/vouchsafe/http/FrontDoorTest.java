package io.vouchsafe.http;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.limit.Limit;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.RawConnection.Answer;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order at the front door: who it is, then the body, in time; and what a caller leaves behind.
 */
@QuarkusTest
@QuarkusTestResource(Stage.class)
@QuarkusTestResource(value = FrontDoorTest.Short.class, restrictToAnnotatedClass = true)
class FrontDoorTest {
  private static final String LIST = "{\"tokens\":{\"A\":{\"audience\":\"api.example\"}}}";
  private static final Duration LONG = Duration.ofSeconds(20);

  /** Times that a test can wait for. */
  public static final class Short implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
      return Map.of(
          "vouchsafe.http.body-timeout", "1s",
          "vouchsafe.http.body-rate", "1000",
          "vouchsafe.transit.request-timeout", "10s",
          "vouchsafe.signing.rsa.calls", "1",
          "vouchsafe.signing.rsa.batch", "1");
    }

    @Override
    public void stop() {}
  }

  Stage stage;
  private RawConnection connection;
  private String grant;

  @BeforeEach
  void connect() throws IOException {
    grant = Client.of(stage).grant(Client.workload("d-front-door"));
    Client.of(stage).token(grant, "api.example");
    connection = open();
  }

  private RawConnection open() throws IOException {
    return new RawConnection(Peer.number(7).connect(URI.create(stage.url()).getPort()));
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    stage.vault().mend();
  }

  private static String head(String line, String... headers) {
    return line + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  private static String list(String bearer, int length) {
    return head(
        "POST /id-tokens",
        "Content-Type: application/json",
        "Content-Length: " + length,
        "Authorization: Bearer " + bearer);
  }

  private Answer answer() throws IOException {
    return connection.answer().orElseThrow();
  }

  private double bites(Limit limit) {
    return new Metrics(stage)
        .value("vouchsafe_http_limit_total{limit=\"%s\"}".formatted(limit.label()));
  }

  @Test
  void nobodysBodyIsWaitedForBeforeTheCredentialsAreGood() throws IOException {
    String forged = grant.substring(0, grant.lastIndexOf('.') + 1) + "A".repeat(86);
    connection.send(list(forged, 1000));

    assertEquals(401, answer().status());
  }

  @Test
  void aBodyThatComesInTimeIsRead() throws IOException {
    connection.send(list(grant, LIST.length()));
    for (char octet : LIST.toCharArray()) {
      connection.send(String.valueOf(octet));
    }
    assertEquals(200, answer().status());
  }

  @Test
  void aCallerThatSaysItWaitsIsToldToGoOn() throws IOException {
    connection.send(
        list(grant, LIST.length()).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));
    assertTrue(connection.provisional().startsWith("HTTP/1.1 100"));
    connection.send(LIST);

    assertEquals(200, answer().status());
  }

  @Test
  void aStrangerThatSaysItWaitsIsNotToldToGoOn() throws IOException {
    String forged = grant.substring(0, grant.lastIndexOf('.') + 1) + "B".repeat(86);
    connection.send(list(forged, 10).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));

    assertTrue(connection.provisional().startsWith("HTTP/1.1 401"));
  }

  @Test
  void anEmptyBodyIsNoJson() throws IOException {
    connection.send(list(grant, 0));

    Answer answer = answer();
    assertEquals(400, answer.status(), answer.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"tokens\": {"})
  void aBodyThatDoesNotComeIsCut(String beginning) throws IOException {
    double before = bites(Limit.BODY_TIME);
    connection.send(list(grant, 5000) + beginning);

    Answer answer = answer();
    assertEquals(408, answer.status(), answer.text());
    assertTrue(answer.isProblem(), answer.text());
    assertTrue(connection.ends(LONG));
    assertTrue(bites(Limit.BODY_TIME) > before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5",
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5",
      })
  void aGetHasNoBody(String headers) throws IOException {
    connection.send(head("GET /id-token?audience=a", headers, "Authorization: Bearer " + grant));

    Answer answer = answer();
    assertEquals(400, answer.status(), answer.text());
    assertTrue(answer.isProblem(), answer.text());
    assertTrue(connection.ends(LONG));
  }

  @Test
  void aGetMaySayThatItHasNone() throws IOException {
    connection.send(
        head("GET /id-token?audience=a", "Content-Length: 0", "Authorization: Bearer " + grant));
    assertEquals(200, answer().status());
  }

  @Test
  void whatWaitsForVaultIsNotSignedForACallerThatHasLeft() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    stage.vault().forget();
    stage
        .vault()
        .breaks(
            path -> path.contains("/sign/"),
            (request, upstream) -> {
              held.await();
              return upstream.answer(request);
            });
    connection.send(head("GET /id-token?audience=first", "Authorization: Bearer " + grant));
    eventually("the first call", () -> signed() == 1);
    RawConnection leaves = open();
    leaves.send(head("GET /id-token?audience=second", "Authorization: Bearer " + grant));
    eventually("two tokens under way", () -> underWay() == 2);
    leaves.close();
    eventually("one token under way", () -> underWay() == 1);
    held.countDown();

    assertEquals(200, answer().status());
    Client.of(stage).token(grant, "third");
    assertEquals(2, signed());
  }

  private int signed() {
    return stage.vault().seen(path -> path.contains("/sign/")).size();
  }

  private double underWay() {
    return new Metrics(stage).value("vouchsafe_http_room_tokens{lane=\"rs256\"}");
  }
}
