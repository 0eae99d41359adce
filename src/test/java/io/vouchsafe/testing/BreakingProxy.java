package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * An HTTP proxy in front of a real server that tests can break while it runs, and mend again:
 *
 * <pre>{@code
 * proxy.breaks(path -> path.contains("/sign/"), Fault.delay(Duration.ofSeconds(5)));
 * proxy.down();
 * proxy.up();
 * proxy.mend();
 * }</pre>
 *
 * Of several faults that match a path, the one set last holds.
 */
public final class BreakingProxy implements AutoCloseable {

  /** A request as it came in; {@code path} has no query, {@code target} may. */
  public record Request(
      String method, String path, String target, Map<String, String> headers, byte[] body) {

    /** Whether it looks whether a key signs, which comes when nobody asks for a token. */
    public boolean isProbe() {
      String asked = new String(body, UTF_8);
      return asked.contains("\"reference\":\"probe-")
          && asked.indexOf("\"reference\"") == asked.lastIndexOf("\"reference\"");
    }
  }

  /** An answer as it goes out; {@code sent} bytes of the body leave, then the connection ends. */
  public record Response(int status, Map<String, String> headers, byte[] body, int sent) {

    /** This answer with another body. */
    public Response withBody(String body) {
      var bytes = body.getBytes(UTF_8);
      return new Response(status, headers, bytes, bytes.length);
    }
  }

  /** The real server behind the proxy. */
  public interface Upstream {
    /** Passes the request on. */
    Response answer(Request request) throws IOException, InterruptedException;
  }

  /** What goes wrong. */
  public interface Fault {
    /** The answer to a request, made with the real server's help or without. */
    Response apply(Request request, Upstream upstream) throws IOException, InterruptedException;

    /** The real answer, later; a client that gave up has been served by Vault all the same. */
    static Fault delay(Duration duration) {
      return (request, upstream) -> {
        Thread.sleep(duration);
        return upstream.answer(request);
      };
    }

    /** The connection is reset instead of an answer. */
    static Fault reset() {
      return (request, upstream) -> {
        throw new ConnectionReset();
      };
    }

    /** This status and JSON body; the real server is not asked. */
    static Fault answer(int status, String body) {
      return (request, upstream) ->
          new Response(status, Map.of("content-type", "application/json"), new byte[0], 0)
              .withBody(body);
    }

    /** The first half of the real body, then the end of the connection. */
    static Fault truncate() {
      return (request, upstream) -> {
        var real = upstream.answer(request);
        return new Response(real.status(), real.headers(), real.body(), real.body().length / 2);
      };
    }

    /** The real answer with its body changed. */
    static Fault rewrite(UnaryOperator<String> change) {
      return (request, upstream) -> {
        var real = upstream.answer(request);
        return real.withBody(change.apply(new String(real.body(), UTF_8)));
      };
    }
  }

  private static final class ConnectionReset extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private record Broken(Predicate<String> path, Fault fault) {}

  private final Supplier<URI> backend;
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Broken> faults = new CopyOnWriteArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Set<Thread> conversations = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket listener;
  private Thread acceptor;

  private BreakingProxy(Supplier<URI> backend, ServerSocket listener) {
    this.backend = backend;
    this.port = listener.getLocalPort();
    serve(listener);
  }

  /** A proxy in front of this server, on a port that nobody else takes while it is down. */
  public static BreakingProxy before(URI backend) {
    return before(() -> backend);
  }

  /** The same before whichever server this names when a request comes. */
  public static BreakingProxy before(Supplier<URI> backend) {
    try {
      return new BreakingProxy(backend, listen(Ports.one()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** From now on, requests whose path matches suffer this. */
  public void breaks(Predicate<String> path, Fault fault) {
    faults.addFirst(new Broken(path, fault));
  }

  /** From now on, every request suffers this. */
  public void breaksAll(Fault fault) {
    breaks(path -> true, fault);
  }

  /** Everything passes again. */
  public void mend() {
    faults.clear();
    up();
  }

  /** Ends all connections and refuses new ones. */
  public synchronized void down() {
    Sockets.close(listener);
    connections.forEach(Sockets::close);
    awaitFreePort();
  }

  /** The port is taken for as long as somebody waits in {@code accept}. */
  private void awaitFreePort() {
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Listens again, on the same port. */
  public synchronized void up() {
    if (listener.isClosed()) {
      try {
        serve(listen(port));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * The requests so far whose path matches, as {@code "POST /v1/transit/sign/key"}, in order;
   * without the probes of whether a key signs, which come when nobody asks for a token.
   */
  public List<String> seen(Predicate<String> path) {
    return seen.stream().filter(line -> path.test(line.substring(line.indexOf(' ') + 1))).toList();
  }

  /** Forgets the requests seen so far. */
  public void forget() {
    seen.clear();
  }

  @Override
  public void close() {
    down();
    conversations.forEach(Thread::interrupt);
    client.shutdownNow();
  }

  private static ServerSocket listen(int port) throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private void serve(ServerSocket socket) {
    listener = socket;
    acceptor =
        Thread.startVirtualThread(
            () -> {
              while (!socket.isClosed()) {
                try {
                  var connection = socket.accept();
                  connections.add(connection);
                  Thread.startVirtualThread(() -> converse(connection));
                } catch (IOException e) {
                  Sockets.close(socket);
                }
              }
            });
  }

  private void converse(Socket connection) {
    conversations.add(Thread.currentThread());
    try {
      var in = new BufferedInputStream(connection.getInputStream());
      boolean open = true;
      while (open) {
        var request = HttpWire.read(in);
        if (!request.isProbe()) {
          seen.add(request.method() + " " + request.path());
        }
        open = HttpWire.write(connection.getOutputStream(), answer(request));
      }
    } catch (ConnectionReset e) {
      reset(connection);
    } catch (IOException e) {
      // either side hung up
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
      Sockets.close(connection);
      conversations.remove(Thread.currentThread());
    }
  }

  private Response answer(Request request) throws IOException, InterruptedException {
    for (var broken : faults) {
      if (broken.path().test(request.path())) {
        return broken.fault().apply(request, this::forward);
      }
    }
    return forward(request);
  }

  private Response forward(Request request) throws IOException, InterruptedException {
    var real =
        HttpRequest.newBuilder(backend.get().resolve(request.target()))
            .method(request.method(), BodyPublishers.ofByteArray(request.body()));
    request.headers().forEach(real::header);
    var response = client.send(real.build(), BodyHandlers.ofByteArray());
    var headers = new LinkedHashMap<String, String>();
    response
        .headers()
        .map()
        .forEach((name, values) -> HttpWire.putUnlessHop(headers, name, String.join(", ", values)));
    return new Response(response.statusCode(), headers, response.body(), response.body().length);
  }

  /** Closing a socket that does not linger sends a reset. */
  private static void reset(Socket connection) {
    try {
      connection.setSoLinger(true, 0);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }
}
