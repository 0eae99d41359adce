package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.SSLOptions;
import io.vouchsafe.testing.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who connects while a certificate is being replaced. */
@Timeout(60)
class CertificateSwapTest {
  private static final int NOTHING_CAME_MILLIS = 500;

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final ManagementLoop management = new ManagementLoop(vertx);
  private ServerCertificate before;
  private ServerCertificate after;
  private HttpServer server;
  private SlowKey slow;

  /** A key that is read for as long as the test likes. */
  private record SlowKey(KeyCertOptions key, CountDownLatch asked, CountDownLatch ready)
      implements KeyCertOptions {
    @Override
    public KeyCertOptions copy() {
      return this;
    }

    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
      asked.countDown();
      ready.await();
      return key.getKeyManagerFactory(vertx);
    }

    @Override
    public Function<String, X509KeyManager> keyManagerMapper(Vertx vertx) throws Exception {
      return key.keyManagerMapper(vertx);
    }

    @Override
    public Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx)
        throws Exception {
      return key.keyManagerFactoryMapper(vertx);
    }
  }

  @BeforeEach
  void open() throws Exception {
    before = ServerCertificate.create(folder.resolve("before.p12"));
    after = ServerCertificate.create(folder.resolve("after.p12"));
    slow = new SlowKey(key(after), new CountDownLatch(1), new CountDownLatch(1));
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(key(before)))
            .requestHandler(request -> request.response().end())
            .listen(0, "localhost")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  private static PfxOptions key(ServerCertificate certificate) {
    return new PfxOptions()
        .setPath(certificate.keyStore().toString())
        .setPassword(certificate.password());
  }

  @AfterEach
  void close() throws Exception {
    slow.ready().countDown();
    management.close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getByName("localhost"), server.actualPort());
    socket.setSoTimeout(NOTHING_CAME_MILLIS);
    return socket;
  }

  private Certificate shown(Socket socket) throws IOException {
    socket.setSoTimeout(0);
    try (SSLSocket tls =
        (SSLSocket)
            ServerCertificate.trust(List.of(before, after))
                .getSocketFactory()
                .createSocket(socket, "localhost", server.actualPort(), true)) {
      tls.startHandshake();
      return tls.getSession().getPeerCertificates()[0];
    }
  }

  private void swapWhile(Callable<Void> check) throws Exception {
    FutureTask<Void> swap =
        new FutureTask<>(
            () -> {
              new CertificateSwap(vertx, management)
                  .apply(server, new SSLOptions().setKeyCertOptions(slow));
              return null;
            });
    Thread.ofVirtual().start(swap);
    slow.asked().await();
    check.call();
    swap.get();
  }

  @Test
  void waitsAndGetsTheNewOne() throws Exception {
    assertEquals(before.certificate(), shown(connect()));
    swapWhile(
        () -> {
          Socket waiting = connect();
          assertThrows(SocketTimeoutException.class, () -> waiting.getInputStream().read());
          slow.ready().countDown();
          assertEquals(after.certificate(), shown(waiting));
          return null;
        });
    assertEquals(after.certificate(), shown(connect()));
  }

  /** Why there is a {@link CertificateSwap}: if this fails, Vert.x no longer needs it. */
  @Test
  void isLostByVertxItself() throws Exception {
    server.updateSSLOptions(new SSLOptions().setKeyCertOptions(slow));
    slow.asked().await();
    try (Socket lost = connect()) {
      lost.setSoTimeout(0);
      assertEquals(-1, lost.getInputStream().read());
    }
  }
}
