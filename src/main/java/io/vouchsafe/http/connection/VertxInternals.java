package io.vouchsafe.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one place that uses what Vert.x keeps to itself: neither Vert.x nor Quarkus gives access to a
 * connection before its first request head is whole.
 */
final class VertxInternals {
  private VertxInternals() {}

  /** The channel under a request; null if there is none. */
  static Channel channel(HttpServerRequest request) {
    return request.connection() instanceof ConnectionBase connection ? connection.channel() : null;
  }

  /**
   * The first of the servers that share a port; empty while none listens.
   *
   * @param port as its options have it: negative for a port that the system chose
   */
  static Optional<HttpServerImpl> server(Vertx vertx, int port) {
    return ((VertxInternal) vertx)
        .sharedTCPServers(HttpServerImpl.class).entrySet().stream()
            .filter(entry -> entry.getKey().port == port)
            .map(Map.Entry::getValue)
            .findFirst();
  }

  /** Gives the channel that accepts connections at a port to {@code use}, on its event loop. */
  static void withServerChannel(Vertx vertx, int port, Consumer<ServerChannel> use) {
    int actual = server(vertx, port).map(HttpServerImpl::actualPort).orElse(port);
    onEachChannel(
        ((VertxInternal) vertx).getAcceptorEventLoopGroup(),
        channel -> {
          if (channel instanceof ServerChannel server
              && server.localAddress() instanceof InetSocketAddress local
              && local.getPort() == actual) {
            use.accept(server);
          }
        });
  }

  /** Gives every connection that {@code server} accepted to {@code use}, on its event loop. */
  static void withConnections(Vertx vertx, ServerChannel server, Consumer<Channel> use) {
    onEachChannel(
        ((VertxInternal) vertx).getEventLoopGroup(),
        channel -> {
          if (channel.parent() == server) {
            use.accept(channel);
          }
        });
  }

  private static void onEachChannel(EventLoopGroup group, Consumer<Channel> use) {
    for (EventExecutor executor : group) {
      SingleThreadEventLoop loop = (SingleThreadEventLoop) executor;
      loop.execute(() -> loop.registeredChannelsIterator().forEachRemaining(use));
    }
  }
}
