package io.vouchsafe.http.connection;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SSLOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives an open port another certificate without losing a connection.
 *
 * <p>Between the order and its end Vert.x 4.5 has no certificate at all, and a connection that is
 * accepted then is closed. So nothing is accepted until it has one: who connects waits in the queue
 * of the system, for as long as it takes to read a key.
 */
public final class CertificateSwap {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final ManagementLoop management;

  /**
   * @param management the loop that serves a port beside those of Vert.x
   */
  public CertificateSwap(Vertx vertx, ManagementLoop management) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.management = Objects.requireNonNull(management, "management");
  }

  /**
   * Connections that are accepted from now on get the certificate of {@code options}; those that
   * are open keep theirs. Blocks, so it is not for an event loop.
   *
   * @param server any of those that share the port
   * @throws ExecutionException if the certificate cannot be used; the one before stays
   * @throws TimeoutException if that takes longer than 10 s; it may still come to an end
   */
  public void apply(HttpServer server, SSLOptions options)
      throws InterruptedException, ExecutionException, TimeoutException {
    int port = server.actualPort();
    accept(port, false);
    CompletableFuture<?> taken = taken(server, options);
    taken.whenComplete((done, failure) -> accept(port, true));
    taken.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<?> taken(HttpServer server, SSLOptions options)
      throws InterruptedException {
    try {
      VertxInternals.awaitTasks(vertx);
      management.awaitTasks();
      return server.updateSSLOptions(options).toCompletionStage().toCompletableFuture();
    } catch (ExecutionException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void accept(int port, boolean on) {
    VertxInternals.withServerChannel(vertx, port, server -> server.config().setAutoRead(on));
  }
}
