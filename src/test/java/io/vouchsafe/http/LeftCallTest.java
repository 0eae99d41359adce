package io.vouchsafe.http;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.Stage;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A call whose client has left is ended by the thread that works for it, and by no other: where two
 * threads say how far it is, it may be further than its last step, and then begins again for ever.
 */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class LeftCallTest {
  private static final long SECONDS = 20;

  Stage stage;

  @AfterEach
  void letGo() {
    Holding.CALLS.forEach(held -> held.goOn().countDown());
    Holding.CALLS.clear();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatLeavesMovesNoCall(boolean byReset) throws Exception {
    leaveACall(byReset, "");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thatAClientLeavesIsHeardThoughItSentMoreBehindItsRequest(boolean byReset) throws Exception {
    leaveACall(
        byReset,
        "POST /token HTTP/1.1\r\nHost: a\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\na=");
  }

  private void leaveACall(boolean byReset, String behind) throws Exception {
    try (RawConnection connection = new RawConnection(Peer.number(11).connect(port()))) {
      connection.send(
          "GET /id-token?audience=a HTTP/1.1\r\nHost: a\r\n%s: yes\r\nAuthorization: Bearer %s\r\n\r\n%s"
              .formatted(
                  Holding.HEADER, Client.of(stage).grant(Client.workload("d-left")), behind));
      Held held = Holding.next();
      int step = held.call().getPosition();

      leave(connection, byReset);

      held.awaitItsClientsLeaving();
      assertEquals(step, held.call().getPosition());
      held.goOnToItsEnd();
    }
  }

  private static void leave(RawConnection connection, boolean byReset) throws IOException {
    if (byReset) {
      connection.reset();
    } else {
      connection.close();
    }
  }

  private int port() {
    return URI.create(stage.url()).getPort();
  }

  /** A call on its way, which waits until it is told to go on. */
  record Held(ResteasyReactiveRequestContext call, Context loop, CountDownLatch goOn) {
    static Held of(ResteasyReactiveRequestContext call) {
      Context loop = routing(call).vertx().getOrCreateContext();
      return new Held(call, loop, new CountDownLatch(1));
    }

    private static RoutingContext routing(ResteasyReactiveRequestContext call) {
      return call.unwrap(RoutingContext.class);
    }

    /** Until whoever wants to know it was told that the client has left. */
    void awaitItsClientsLeaving() throws InterruptedException {
      eventually("the client has left", () -> routing(call).response().closed());
      CountDownLatch told = new CountDownLatch(1);
      loop.runOnContext(later -> told.countDown());
      assertTrue(told.await(SECONDS, TimeUnit.SECONDS));
    }

    void goOnToItsEnd() throws InterruptedException {
      CountDownLatch ended = new CountDownLatch(1);
      call.registerCompletionCallback(failure -> ended.countDown());
      goOn.countDown();
      assertTrue(ended.await(SECONDS, TimeUnit.SECONDS));
    }
  }

  /** Holds the calls of this test on the threads that work for them. */
  @Provider
  public static class Holding implements ResteasyReactiveContainerRequestFilter {
    private static final String HEADER = "X-Held";
    private static final BlockingQueue<Held> CALLS = new LinkedBlockingQueue<>();

    private static Held next() throws InterruptedException {
      Held held = CALLS.poll(SECONDS, TimeUnit.SECONDS);
      assertNotNull(held);
      CALLS.add(held);
      return held;
    }

    @Override
    public void filter(ResteasyReactiveContainerRequestContext request) {
      if (request.getHeaderString(HEADER) != null) {
        hold(Held.of((ResteasyReactiveRequestContext) request.getServerRequestContext()));
      }
    }

    private static void hold(Held held) {
      CALLS.add(held);
      try {
        held.goOn().await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
