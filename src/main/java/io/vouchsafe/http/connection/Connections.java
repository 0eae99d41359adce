package io.vouchsafe.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ServerChannel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.http.limit.LimitEvents;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Bounds the connections to the public port: how many there are, and how long each may take for a
 * request head, for nothing, and for reading an answer. A connection that meets a bound is closed
 * without a word, since it has no request that could be answered.
 *
 * <p>The entrance says when a request is under way ({@link #begun}, {@link #ended}).
 */
public final class Connections {
  /**
   * How long a connection that was accepted may send nothing, and one in HTTP/2 stays when its last
   * stream was named, when no more are accepted.
   */
  private static final Duration SILENT = Duration.ofSeconds(1);

  /** How long a client of HTTP/2 may open streams when it was told to go: longer than any way. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Crowd crowd;
  private final ConnectionSettings settings;
  private final LimitEvents events;
  private final List<Door> doors = new CopyOnWriteArrayList<>();
  private volatile Optional<Duration> notice = Optional.empty();

  /** Where connections come in. */
  private record Door(Vertx vertx, ServerChannel server) {}

  /**
   * @param exempt addresses that are bounded only in all, such as those of proxies; it is asked on
   *     event loops and must not block
   */
  public Connections(
      ConnectionSettings settings, Predicate<InetAddress> exempt, LimitEvents events) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.crowd = new Crowd(settings, exempt);
    this.events = Objects.requireNonNull(events, "events");
  }

  /**
   * Guards a port from now on, once it is open. Connections that were accepted before count as if
   * they came now.
   *
   * @param opened the options with which it was opened
   */
  public void guard(Vertx vertx, HttpServerOptions opened) {
    int streams = (int) opened.getInitialSettings().getMaxConcurrentStreams();
    AcceptHandler handler =
        new AcceptHandler(crowd, Rules.of(settings, streams, events, System::nanoTime));
    VertxInternals.withServerChannel(
        vertx, opened.getPort(), server -> attach(vertx, server, handler));
  }

  private void attach(Vertx vertx, ServerChannel server, AcceptHandler handler) {
    if (server.pipeline().get(AcceptHandler.class) != null) {
      return;
    }
    server.pipeline().addFirst(handler);
    doors.add(new Door(vertx, server));
    VertxInternals.withConnections(
        vertx,
        server,
        connection -> {
          if (guard(connection) == null) {
            handler.admit(connection);
          }
        });
  }

  /**
   * A request's head is whole and the request is under way. To be called on the event loop of its
   * connection, once for each request.
   *
   * @return false if its connection is over; then nobody waits for an answer
   */
  public boolean begun(HttpServerRequest request) {
    Guard guard = guard(VertxInternals.channel(request));
    if (guard == null) {
      return true;
    }
    notice.ifPresent(guard::leave);
    return guard.begun(
        request.version() == HttpVersion.HTTP_2,
        () ->
            RequestHead.octets(
                request.method().name(), request.uri(), request.headers().iterator()));
  }

  /**
   * The request is the last one of its connection in HTTP/1: whatever comes after it is forgotten.
   * From any thread.
   */
  public static void last(HttpServerRequest request) {
    Channel connection = VertxInternals.channel(request);
    Guard guard = guard(connection);
    if (guard != null) {
      onLoop(connection, guard::last);
    }
  }

  /**
   * A request is no longer under way: its answer was written, or its stream was closed. From any
   * thread, once for each request that has begun.
   */
  public void ended(HttpServerRequest request) {
    Channel connection = VertxInternals.channel(request);
    Guard guard = guard(connection);
    if (guard != null) {
      onLoop(connection, () -> guard.ended(request::isEnded));
    }
  }

  private static void onLoop(Channel connection, Runnable task) {
    if (connection.eventLoop().inEventLoop()) {
      task.run();
    } else {
      connection.eventLoop().execute(task);
    }
  }

  /**
   * Asks the clients of HTTP/2 to go elsewhere, those that come from now on too. What they send in
   * the next second, or within {@code delay} if that is shorter, is answered.
   *
   * @param delay after which {@link #drain} is called; zero if it is called now
   */
  public void sayGoodbye(Duration delay) {
    Duration given = delay.compareTo(NOTICE) < 0 ? delay : NOTICE;
    notice = Optional.of(given);
    forEachConnection(
        connection -> Optional.ofNullable(guard(connection)).ifPresent(it -> it.leave(given)));
  }

  /**
   * Accepts no connection any more, and closes each one as soon as it has no request. Blocks for
   * {@code timeout} at most.
   *
   * @return how many connections are left
   */
  public int drain(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.in(timeout);
    List<ChannelFuture> closed = doors.stream().map(door -> door.server().close()).toList();
    for (ChannelFuture door : closed) {
      door.await(deadline.remaining().toMillis());
    }
    sayGoodbye(Duration.ZERO);
    while (crowd.open() > 0 && !deadline.passed()) {
      forEachConnection(Connections::closeIfRestful);
      Thread.sleep(BETWEEN_LOOKS);
    }
    return crowd.open();
  }

  private static void closeIfRestful(Channel connection) {
    Guard guard = guard(connection);
    if (guard == null || guard.restful(SILENT.toNanos())) {
      connection.close();
    }
  }

  private void forEachConnection(Consumer<Channel> use) {
    doors.forEach(door -> VertxInternals.withConnections(door.vertx(), door.server(), use));
  }

  /** Connections that are open. */
  public int open() {
    return crowd.open();
  }

  /** Peers that have a connection, without those that are exempt. */
  public int peers() {
    return crowd.peers();
  }

  /** The guard of a connection; null if it has none. */
  private static Guard guard(Channel connection) {
    if (connection == null) {
      return null;
    }
    ChannelHandler first = connection.pipeline().first();
    return first instanceof Guard guard ? guard : connection.pipeline().get(Guard.class);
  }
}
