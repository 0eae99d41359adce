package io.vouchsafe.http.connection;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.channel.ServerChannel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of a port that is busy accepting. */
class ConnectionsDrainTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch accepts = new CountDownLatch(1);

  @AfterEach
  void close() {
    accepts.countDown();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** What is accepted until then is counted then, and not before. */
  @Test
  void isNotDrainedBeforeThePortIsClosed() throws Exception {
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(-1);
    vertx
        .createHttpServer(options)
        .requestHandler(request -> request.response().end())
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .get();
    ConnectionSettings settings =
        new ConnectionSettings(10, 10, 64 * 1024, TIMEOUT, TIMEOUT, TIMEOUT);
    Connections connections = new Connections(settings, address -> false, limit -> {});
    connections.guard(vertx, options);
    CompletableFuture<ServerChannel> port = new CompletableFuture<>();
    VertxInternals.withServerChannel(vertx, options.getPort(), port::complete);
    ServerChannel server = port.get();
    CountDownLatch busy = new CountDownLatch(1);
    server
        .eventLoop()
        .execute(
            () -> {
              busy.countDown();
              await(accepts);
            });
    busy.await();

    CompletableFuture<Boolean> openAfterwards = new CompletableFuture<>();
    Thread drain =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    connections.drain(TIMEOUT);
                    openAfterwards.complete(server.isOpen());
                  } catch (InterruptedException e) {
                    openAfterwards.completeExceptionally(e);
                  }
                });
    eventually(
        "a drain that waits or has ended",
        () -> openAfterwards.isDone() || drain.getState() == Thread.State.TIMED_WAITING);
    accepts.countDown();

    assertFalse(openAfterwards.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
