package io.vouchsafe.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxThread;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxHandler;
import io.vertx.core.spi.VertxThreadFactory;
import io.vertx.core.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one place that uses what Vert.x keeps to itself: neither Vert.x nor Quarkus gives access to a
 * connection before its first request head is whole.
 */
final class VertxInternals {
  private static final int IO_RATIO = 50;
  private static final long LONGEST_TASK_SECONDS = 2;

  private VertxInternals() {}

  /** The channel under a request; null if there is none. */
  static Channel channel(HttpServerRequest request) {
    return request.connection() instanceof ConnectionBase connection ? connection.channel() : null;
  }

  /** Adds a handler to a connection, which takes messages of HTTP just before Vert.x does. */
  static void addBeforeRequests(ChannelPipeline pipeline, ChannelHandler handler) {
    ChannelHandlerContext requests = pipeline.context(VertxHandler.class);
    if (requests == null) {
      pipeline.addLast(handler);
    } else {
      pipeline.addBefore(requests.name(), null, handler);
    }
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

  /**
   * Waits until the loops of Vert.x have done what was theirs to do when it was called: first those
   * that accept connections, then those that serve them. Blocks.
   */
  static void awaitTasks(Vertx vertx) throws InterruptedException, ExecutionException {
    awaitTasks(((VertxInternal) vertx).getAcceptorEventLoopGroup());
    awaitTasks(((VertxInternal) vertx).getEventLoopGroup());
  }

  /** The same for other loops. */
  static void awaitTasks(EventLoopGroup group) throws InterruptedException, ExecutionException {
    for (EventExecutor loop : group) {
      loop.submit(() -> {}).get();
    }
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

  /**
   * An event loop beside those of Vert.x, on whose thread Vert.x works as on its own.
   *
   * @param name of its thread
   */
  static EventLoopGroup oneMoreLoop(Vertx vertx, String name) {
    ClassLoader classes = Thread.currentThread().getContextClassLoader();
    return ((VertxInternal) vertx)
        .transport()
        .eventLoopGroup(
            Transport.IO_EVENT_LOOP_GROUP,
            1,
            task -> {
              VertxThread thread =
                  VertxThreadFactory.INSTANCE.newVertxThread(
                      task, name, false, LONGEST_TASK_SECONDS, TimeUnit.SECONDS);
              thread.setContextClassLoader(classes);
              return thread;
            },
            IO_RATIO);
  }

  /**
   * Moves a port to another event loop: a second server joins the first one there, as servers of
   * Vert.x share a port, and the first one leaves. Its open connections stay where they are.
   *
   * @param port as the options of {@code first} have it
   * @param options what the second server makes of a connection; keys are those of the first
   * @return the second server, when the first has left
   */
  static Future<HttpServer> move(
      Vertx vertx, HttpServerImpl first, int port, HttpServerOptions options, EventLoop loop) {
    ContextInternal context =
        ((VertxInternal) vertx)
            .createEventLoopContext(loop, null, Thread.currentThread().getContextClassLoader());
    Promise<HttpServer> moved = context.promise();
    context.runOnContext(
        now ->
            vertx
                .createHttpServer(options)
                .requestHandler(first.requestHandler())
                .listen(port, options.getHost())
                .compose(second -> first.close().map(second))
                .onComplete(moved));
    return moved.future();
  }

  private static void onEachChannel(EventLoopGroup group, Consumer<Channel> use) {
    for (EventExecutor executor : group) {
      SingleThreadEventLoop loop = (SingleThreadEventLoop) executor;
      loop.execute(() -> loop.registeredChannelsIterator().forEachRemaining(use));
    }
  }
}
