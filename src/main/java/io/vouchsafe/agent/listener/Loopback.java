package io.vouchsafe.agent.listener;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.base.VirtualThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * HTTP on one port, for programs of this machine: 16 requests at once, heads of 16 KiB, 10 s for a
 * request to come. On loopback, what a browser may have sent for a page of somebody else's is
 * refused: another name in {@code Host} (DNS rebinding), and any {@code Origin}.
 */
final class Loopback implements AutoCloseable {
  /** Connections that are open at once; one more is closed. */
  static final int MOST_CONNECTIONS = 64;

  /** Within which a request has to come; so long slow ones can shut others out. */
  static final int LONGEST_REQUEST_SECONDS = 3;

  private static final int AT_ONCE = 16;
  private static final int LARGEST_HEAD = 16 * 1024;
  private static final int BACKLOG = 64;
  private static final int HTTP_PORT = 80;
  private static final long LONGEST_END_SECONDS = 2;

  private final String name;
  private final Endpoint endpoint;
  private final RequestCounts counts;
  private final boolean local;
  private final HttpServer server;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final ExecutorService threads;

  private Loopback(
      String name,
      Endpoint endpoint,
      RequestCounts counts,
      InetSocketAddress at,
      HttpServer server) {
    this.name = name;
    this.endpoint = endpoint;
    this.counts = counts;
    this.server = server;
    local = at.getAddress().isLoopbackAddress();
    threads = VirtualThreads.eachNamed(name);
  }

  /**
   * Begins to listen.
   *
   * @param name of the listener, for messages and metrics
   * @param address of this machine
   * @param port 0 is one that is free
   * @throws Fault if the port is taken or the address is not this machine's
   */
  static Loopback start(
      String name, String address, int port, Endpoint endpoint, RequestCounts counts) throws Fault {
    bound();
    try {
      InetSocketAddress at = new InetSocketAddress(InetAddress.getByName(address), port);
      HttpServer server = HttpServer.create(at, BACKLOG);
      Loopback listener = new Loopback(name, endpoint, counts, at, server);
      server.createContext("/", listener::handle);
      server.setExecutor(listener.threads);
      server.start();
      return listener;
    } catch (IOException e) {
      throw Fault.misused(
          "the %s port cannot listen on %s:%d: %s"
              .formatted(name, address, port, whatToDo(address, e)));
    }
  }

  private static String whatToDo(String address, IOException failure) {
    String said = String.valueOf(failure.getMessage());
    return failure instanceof UnknownHostException || said.contains("assign requested address")
        ? "%s is no address of this machine; choose one that is, such as 127.0.0.1"
            .formatted(address)
        : said + "; choose another port";
  }

  /** The JDK's server reads its bounds when its first class is used. */
  private static void bound() {
    System.setProperty("sun.net.httpserver.maxReqHeaders", "64");
    System.setProperty("sun.net.httpserver.maxReqHeaderSize", Integer.toString(LARGEST_HEAD));
    System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(LONGEST_REQUEST_SECONDS));
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    System.setProperty("sun.net.httpserver.idleInterval", "30");
    System.setProperty("jdk.httpserver.maxConnections", Integer.toString(MOST_CONNECTIONS));
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean taken = room.tryAcquire();
      try {
        Reply reply =
            taken
                ? answer(exchange)
                : Reply.problem(503, "Busy", "too many requests at once").with("Retry-After", "1");
        counts.answered(name, reply.status());
        send(exchange, reply);
      } finally {
        if (taken) {
          room.release();
        }
      }
    }
  }

  private Reply answer(HttpExchange exchange) {
    List<String> hosts = values(exchange, "Host");
    if (local && (hosts.size() != 1 || !isOurs(hosts.getFirst()))) {
      return Reply.problem(
          403, "Forbidden", "Host must be 127.0.0.1:%d or localhost:%d".formatted(port(), port()));
    }
    if (!values(exchange, "Origin").isEmpty()) {
      return Reply.problem(403, "Forbidden", "requests of web pages are not answered");
    }
    if (size(exchange) > LARGEST_HEAD) {
      return Reply.problem(431, "Too large", "the head is larger than 16 KiB");
    }
    if (exchange.getRequestURI().isAbsolute()) {
      return Reply.problem(400, "Bad request", "this is no proxy");
    }
    return endpoint.answerAll(
        new Request(
            exchange.getRequestMethod(),
            Optional.ofNullable(exchange.getRequestURI().getRawPath()).orElse(""),
            Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
            header -> values(exchange, header),
            new byte[0]));
  }

  private static long size(HttpExchange exchange) {
    long size = exchange.getRequestURI().toString().length();
    for (var header : exchange.getRequestHeaders().entrySet()) {
      for (String value : header.getValue()) {
        size += header.getKey().length() + value.length();
      }
    }
    return size;
  }

  private static List<String> values(HttpExchange exchange, String header) {
    return exchange.getRequestHeaders().getOrDefault(header, List.of());
  }

  private boolean isOurs(String host) {
    for (String own : Set.of("localhost", "127.0.0.1", "[::1]")) {
      if (host.equalsIgnoreCase(own + ":" + port())
          || port() == HTTP_PORT && host.equalsIgnoreCase(own)) {
        return true;
      }
    }
    return false;
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", reply.contentType());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(reply.status(), head ? -1 : reply.body().length);
    if (!head) {
      exchange.getResponseBody().write(reply.body());
    }
  }

  /** Ends after the answers that are under way, of which none is waited for longer than 2 s. */
  @Override
  public void close() {
    try {
      if (room.tryAcquire(AT_ONCE, LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
        room.release(AT_ONCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdownNow();
  }
}
