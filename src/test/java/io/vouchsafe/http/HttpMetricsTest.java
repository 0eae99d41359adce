package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The metrics of requests name each call by its path, and nothing by what a client made up. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class HttpMetricsTest {
  Stage stage;

  @Test
  void callsOfEachIssuerAreCountedByTheirPath() {
    for (String path : new String[] {"/id-token", "/second/id-token"}) {
      assertEquals(401, Request.of("GET", path).send(stage).status());
      assertEquals(401, Client.of(stage).get(path).status(), "a client that offers HTTP/2");

      Eventually.eventually(path, () -> metrics().contains("uri=\"" + path + "\""));
    }
    assertFalse(metrics().contains("uri=\"/{"), metrics());
  }

  @Test
  void pathsThatDoNotExistAreCountedTogether() {
    assertEquals(404, Request.of("GET", "/a-path-of-nobody").send(stage).status());

    Eventually.eventually("404", () -> metrics().contains("uri=\"NOT_FOUND\""));
    assertFalse(metrics().contains("a-path-of-nobody"), metrics());
  }

  @Test
  void methodsThatAreMadeUpMakeNoSeries() {
    Request[] requests =
        IntStream.range(0, 5_000)
            .mapToObj(i -> Request.of("MADEUP" + i, "/id-token"))
            .toArray(Request[]::new);
    Request.send(stage, requests);

    Eventually.eventually("others", () -> metrics().contains("method=\"other\""));
    assertFalse(metrics().contains("MADEUP"), metrics());
  }

  @Test
  void aClientThatLeavesIsNoFailureOfOurs() throws IOException {
    String grant = Client.of(stage).grant(Client.workload("d-1"));
    stage.vault().breaks(this::signs, Fault.delay(Duration.ofSeconds(2)));
    URI server = URI.create(stage.url());
    String gone = "outcome=\"CLIENT_GONE\",status=\"gone\",uri=\"/id-token\"";
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      String request =
          "GET /id-token?audience=a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n";
      socket.getOutputStream().write(request.formatted(grant).getBytes(US_ASCII));
      Eventually.eventually("a call", () -> !stage.vault().seen(this::signs).isEmpty());
    } finally {
      stage.vault().mend();
    }

    Eventually.eventually(gone, () -> metrics().contains(gone));
  }

  private boolean signs(String path) {
    return path.contains("/sign/");
  }

  private String metrics() {
    return new Metrics(stage).text();
  }
}
