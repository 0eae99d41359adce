package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The metrics that Quarkus keeps of requests name each call by its path. */
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

  private String metrics() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(stage.managementUrl() + "/q/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
