package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vouchsafe.testing.BreakingProxy.Request;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small HTTP/1.1 balancer, as strict as one may be: it asks every upstream once a second whether
 * it is ready, gives each request to the next one that was, keeps connections to them, and asks no
 * second time. What an upstream does not answer is a 502.
 */
public final class Balancer implements AutoCloseable {
  private static final Duration BETWEEN_PROBES = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** An instance behind the balancer. */
  private static final class Upstream {
    private final int port;
    private final String readiness;
    private final ConcurrentLinkedDeque<Socket> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean ready;

    Upstream(int port, String readiness) {
      this.port = port;
      this.readiness = readiness;
    }

    void probe() {
      ready = Http.isGood(readiness);
      if (!ready) {
        idle.forEach(Sockets::close);
        idle.clear();
      }
    }

    Socket connection() throws IOException {
      Socket kept = idle.pollFirst();
      if (kept != null) {
        return kept;
      }
      Socket fresh = new Socket(InetAddress.getLoopbackAddress(), port);
      fresh.setTcpNoDelay(true);
      fresh.setSoTimeout((int) PATIENCE.toMillis());
      return fresh;
    }
  }

  private final ServerSocket listener;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final List<Upstream> upstreams;
  private final AtomicInteger turn = new AtomicInteger();
  private final Repeated prober;

  private Balancer(List<Upstream> upstreams) throws IOException {
    this.upstreams = upstreams;
    this.listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    this.prober = new Repeated("balancer-probe", BETWEEN_PROBES, this::probe);
    Thread.startVirtualThread(this::accept);
  }

  /** Before these instances. */
  public static Balancer before(List<Fleet.Instance> instances) {
    try {
      return new Balancer(
          instances.stream()
              .map(it -> new Upstream(it.port(), it.managementUrl() + "/q/health/ready"))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://localhost:" + listener.getLocalPort();
  }

  /** How many instances were ready when they were last asked. */
  public long ready() {
    return upstreams.stream().filter(it -> it.ready).count();
  }

  private void probe() {
    upstreams.forEach(Upstream::probe);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        clients.add(client);
        Thread.startVirtualThread(() -> converse(client));
      } catch (IOException e) {
        close();
      }
    }
  }

  private void converse(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      while (true) {
        byte[] answer = answer(HttpWire.read(in));
        client.getOutputStream().write(answer);
      }
    } catch (IOException clientLeft) {
      clients.remove(client);
    }
  }

  private byte[] answer(Request request) {
    for (int i = 0; i < upstreams.size(); i++) {
      Upstream next = upstreams.get(Math.floorMod(turn.getAndIncrement(), upstreams.size()));
      if (next.ready) {
        return pass(request, next);
      }
    }
    return badGateway("no upstream is ready");
  }

  private static byte[] pass(Request request, Upstream upstream) {
    Socket connection = null;
    try {
      connection = upstream.connection();
      connection.getOutputStream().write(bytes(request, upstream.port));
      Passed passed = Passed.read(connection.getInputStream());
      if (passed.last()) {
        Sockets.close(connection);
      } else {
        upstream.idle.addFirst(connection);
      }
      return passed.bytes();
    } catch (IOException e) {
      Sockets.close(connection);
      return badGateway("upstream " + upstream.port + ": " + e);
    }
  }

  private static byte[] bytes(Request request, int port) {
    StringBuilder head =
        new StringBuilder("%s %s HTTP/1.1\r\n".formatted(request.method(), request.target()))
            .append("Host: localhost:%d\r\n".formatted(port));
    request.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (request.body().length > 0) {
      head.append("Content-Length: %d\r\n".formatted(request.body().length));
    }
    return joined(head.append("\r\n").toString().getBytes(ISO_8859_1), request.body());
  }

  private static byte[] badGateway(String why) {
    String head = "HTTP/1.1 502 -\r\nContent-Length: %d\r\n\r\n".formatted(why.length());
    return (head + why).getBytes(ISO_8859_1);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] whole = new byte[first.length + second.length];
    System.arraycopy(first, 0, whole, 0, first.length);
    System.arraycopy(second, 0, whole, first.length, second.length);
    return whole;
  }

  /**
   * An answer on its way through.
   *
   * @param last whether its connection ends with it
   */
  private record Passed(byte[] bytes, boolean last) {
    static Passed read(InputStream stream) throws IOException {
      InputStream in = new BufferedInputStream(stream);
      StringBuilder head = new StringBuilder(HttpWire.readLine(in)).append("\r\n");
      int length = 0;
      boolean last = false;
      for (String line = HttpWire.readLine(in); !line.isEmpty(); line = HttpWire.readLine(in)) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith("connection:")) {
          last = lower.contains("close");
        } else {
          head.append(line).append("\r\n");
        }
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
        }
      }
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new IOException("the connection ended in the body");
      }
      return new Passed(joined(head.append("\r\n").toString().getBytes(ISO_8859_1), body), last);
    }
  }

  @Override
  public void close() {
    prober.close();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clients.forEach(Sockets::close);
    upstreams.forEach(upstream -> upstream.idle.forEach(Sockets::close));
  }
}
