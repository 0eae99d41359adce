package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLServerSocket;

/** Ends TLS in front of a server on loopback that has none, and passes the octets on. */
public final class TlsTunnel implements AutoCloseable {
  private final SSLServerSocket door;
  private final URI server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TlsTunnel(SSLServerSocket door, URI server) {
    this.door = door;
    this.server = server;
  }

  /** Opens one that shows this certificate. */
  public static TlsTunnel before(URI server, ServerCertificate certificate) {
    try {
      SSLServerSocket door =
          (SSLServerSocket)
              certificate
                  .serving()
                  .getServerSocketFactory()
                  .createServerSocket(0, 100, InetAddress.getLoopbackAddress());
      TlsTunnel tunnel = new TlsTunnel(door, server);
      Thread.ofVirtual().name("tls-tunnel").start(tunnel::accept);
      return tunnel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public URI address() {
    return URI.create("https://localhost:" + door.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Thread.ofVirtual().name("tls-tunnel-connection").start(() -> serve(client));
      }
    } catch (IOException closed) {
      // nothing more comes
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client;
        Socket behind = new Socket(server.getHost(), server.getPort())) {
      open.add(behind);
      Thread back = Thread.ofVirtual().start(() -> copy(behind, client));
      copy(client, behind);
      back.join();
      open.remove(behind);
    } catch (IOException broken) {
      // each side sees for itself that the other has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException broken) {
      // as above
    } finally {
      Sockets.close(from);
      Sockets.close(to);
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      open.forEach(Sockets::close);
    }
  }
}
