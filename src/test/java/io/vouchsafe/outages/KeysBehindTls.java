package io.vouchsafe.outages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vouchsafe.testing.CertificateAuthority;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.TrustFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A trusted issuer that publishes its keys behind TLS, with a certificate of an authority that may
 * be replaced, and the file by which others trust that authority.
 */
final class KeysBehindTls implements AutoCloseable {
  private final Path folder = TrustFile.folder();
  private final int port = Ports.one();
  private final AtomicInteger fetched = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Authority> authorities = new ArrayDeque<>();
  private HttpsServer server;
  private volatile byte[] jwks;

  /** An authority, and a certificate that it signed. */
  private record Authority(CertificateAuthority own, SSLContext certificate) {}

  /**
   * Serves these keys under a first authority, which the file has.
   *
   * @param replaced how often the authority may be replaced
   */
  KeysBehindTls(String jwks, int replaced) {
    for (int i = 0; i <= replaced; i++) {
      authorities.add(authority("ca-" + i));
    }
    publish(jwks);
    serve();
    trust();
  }

  private Authority authority(String name) {
    try {
      CertificateAuthority own =
          new CertificateAuthority(Files.createDirectory(folder.resolve(name)));
      return new Authority(own, own.issue().serving());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on these are its keys. */
  void publish(String jwks) {
    this.jwks = jwks.getBytes(UTF_8);
  }

  /** Shows a certificate of a new authority from now on, which the file does not have. */
  void replaceAuthority() {
    authorities.removeFirst();
    serve();
  }

  private void serve() {
    try {
      close();
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.setExecutor(threads);
      server.setHttpsConfigurator(new HttpsConfigurator(authorities.getFirst().certificate()));
      server.createContext(
          "/jwks",
          exchange -> {
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
            exchange.close();
            fetched.incrementAndGet();
          });
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the file hold the authority that signs now, and no other. */
  void trust() {
    try {
      Files.move(
          authorities.getFirst().own().writeTo(folder.resolve("ca.next")), file(), ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In PEM; it is replaced in one step. */
  Path file() {
    return folder.resolve("ca.pem");
  }

  String url() {
    return "https://localhost:" + port + "/jwks";
  }

  /** How often its keys were fetched. */
  int fetched() {
    return fetched.get();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }
}
