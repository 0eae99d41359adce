package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A balancer of connections that knows nothing of what is spoken on them: it asks every upstream
 * once a second whether it is ready, gives each new connection to the next one that was, and passes
 * octets until one side ends.
 */
public final class TcpBalancer implements AutoCloseable {
  private static final Duration BETWEEN_PROBES = Duration.ofSeconds(1);

  /**
   * An instance behind the balancer.
   *
   * @param port where it accepts connections
   * @param readiness the URL that answers 200 while it is ready
   */
  public record Upstream(int port, String readiness) {}

  private final List<Upstream> upstreams;
  private final Set<Upstream> ready = ConcurrentHashMap.newKeySet();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final ServerSocket listener;
  private final Repeated prober;

  private TcpBalancer(List<Upstream> upstreams) throws IOException {
    this.upstreams = List.copyOf(upstreams);
    this.listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    this.prober = new Repeated("balancer-probe", BETWEEN_PROBES, this::probe);
    Thread.startVirtualThread(this::accept);
  }

  /** Before these. */
  public static TcpBalancer before(List<Upstream> upstreams) {
    try {
      return new TcpBalancer(upstreams);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many were ready when they were last asked. */
  public int ready() {
    return ready.size();
  }

  /** How many connections no upstream took. */
  public int refused() {
    return refused.get();
  }

  private void probe() {
    for (Upstream upstream : upstreams) {
      if (Http.isGood(upstream.readiness())) {
        ready.add(upstream);
      } else {
        ready.remove(upstream);
      }
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.startVirtualThread(() -> serve(client));
      }
    } catch (IOException closed) {
      // nothing more comes
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client;
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), next().port())) {
      open.add(behind);
      behind.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      Thread back = Thread.startVirtualThread(() -> copy(behind, client));
      copy(client, behind);
      back.join();
      open.remove(behind);
    } catch (IOException unreachable) {
      refused.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private Upstream next() throws IOException {
    for (int i = 0; i < upstreams.size(); i++) {
      Upstream next = upstreams.get(Math.floorMod(turn.getAndIncrement(), upstreams.size()));
      if (ready.contains(next)) {
        return next;
      }
    }
    throw new IOException("no upstream is ready");
  }

  /** The end of what one side sends is passed on, and nothing of the other way is lost by it. */
  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException broken) {
      Sockets.close(from);
      Sockets.close(to);
    }
  }

  /** Ends all connections that are open; new ones are taken. */
  public void breakOpen() {
    open.forEach(Sockets::close);
  }

  @Override
  public void close() {
    prober.close();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      open.forEach(Sockets::close);
    }
  }
}
