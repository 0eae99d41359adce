package io.vouchsafe.http.connection;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.testing.Stage;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Management is served by a thread that no public connection is on. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ManagementLoopTest {
  private static final String PATH = "/thread-of-a-test";
  private static final int CONNECTIONS = 40;

  /** Says on both ports which thread answers. */
  @Singleton
  static class Threads {
    void onPublicPort(@Observes Router router) {
      router.route(PATH).order(Integer.MIN_VALUE).handler(Threads::answer);
    }

    void onManagementPort(@Observes ManagementInterface management) {
      management.router().route(PATH).handler(Threads::answer);
    }

    private static void answer(RoutingContext context) {
      context.response().end(Thread.currentThread().getName());
    }
  }

  Stage stage;

  @Test
  void managementHasAThreadOfItsOwn() {
    eventually("a thread", () -> threads(stage.managementUrl()).size() == 1);
    Set<String> management = threads(stage.managementUrl());
    Set<String> open = threads(stage.url());

    assertEquals(1, management.size(), management::toString);
    assertFalse(open.containsAll(management), () -> open + " and " + management);
    assertFalse(open.isEmpty());
  }

  private static Set<String> threads(String url) {
    Set<String> threads = new TreeSet<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      threads.add(thread(URI.create(url)));
    }
    return threads;
  }

  private static String thread(URI server) {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      String request = "GET " + PATH + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
