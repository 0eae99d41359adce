package io.vouchsafe.http.connection;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * An event loop of its own for the management port, so that liveness and metrics answer while the
 * public port is stormed. Quarkus gives both ports loops of the same pool, in an order that nothing
 * fixes; so the management port is moved once it is open.
 */
public final class ManagementLoop implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ManagementLoop.class);
  private static final String THREAD = "management-eventloop-thread";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 5;

  private final Vertx vertx;
  private final EventLoopGroup loop;
  private final CompletableFuture<HttpServer> server = new CompletableFuture<>();

  public ManagementLoop(Vertx vertx) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.loop = VertxInternals.oneMoreLoop(vertx, THREAD);
  }

  /**
   * Moves the management port here as soon as it is open.
   *
   * @param port as Quarkus opens it
   * @param options those of the management port
   */
  public void take(int port, HttpServerOptions options) {
    VertxInternals.server(vertx, port)
        .map(first -> VertxInternals.move(vertx, first, port, options, loop.next()))
        .ifPresentOrElse(
            moved ->
                moved
                    .onSuccess(server::complete)
                    .onFailure(
                        failure -> LOG.error("The management port shares an event loop", failure)),
            () -> vertx.setTimer(PAUSE_MILLIS, again -> take(port, options)));
  }

  /** Waits until the loop has done what was to do when it was called. Blocks. */
  void awaitTasks() throws InterruptedException, ExecutionException {
    VertxInternals.awaitTasks(loop);
  }

  /** Closes the port and ends the loop. */
  @Override
  public void close() throws Exception {
    try {
      if (server.isDone()) {
        server
            .join()
            .close()
            .toCompletionStage()
            .toCompletableFuture()
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } finally {
      loop.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
