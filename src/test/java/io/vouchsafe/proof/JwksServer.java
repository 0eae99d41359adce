package io.vouchsafe.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server on loopback for sources of keys to fetch from. */
@Timeout(60)
abstract class JwksServer {
  static final String SETTING = "vouchsafe.issuers.<name>.trusted-issuers.platform.";
  static final byte[] JWKS = "{\"keys\":[]}".getBytes(UTF_8);

  @TempDir Path files;
  final AtomicInteger stolen = new AtomicInteger();
  final CountDownLatch done = new CountDownLatch(1);
  HttpServer server;
  String url;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext("/jwks", exchange -> answer(exchange, 200, JWKS));
    server.createContext(
        "/stolen",
        exchange -> {
          stolen.incrementAndGet();
          answer(exchange, 200, JWKS);
        });
  }

  @AfterEach
  void stop() {
    done.countDown();
    server.stop(0);
  }

  static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  static HttpJwks source(
      String iss, KeySource keys, Optional<Path> caFile, Optional<Path> bearerTokenFile) {
    return new HttpJwks(
        TrustedIssuers.standard(
            "platform", new Identity.Issuer(iss), "vouchsafe", keys, caFile, bearerTokenFile));
  }

  HttpJwks at(String path) {
    return source(
        "https://platform.example",
        new KeySource.OfUri(URI.create(url + path)),
        Optional.empty(),
        Optional.empty());
  }

  HttpJwks discovered(String iss) {
    return source(iss, new KeySource.Discovery(), Optional.empty(), Optional.empty());
  }

  void discovery(String issuer, String jwksUri) {
    byte[] document =
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer, jwksUri).getBytes(UTF_8);
    server.createContext(
        "/.well-known/openid-configuration", exchange -> answer(exchange, 200, document));
  }

  static void fails(String reason, JwksSource source) {
    String actual = assertThrows(JwksFault.class, source::fetch).getMessage();
    assertTrue(actual.contains(reason), actual);
  }

  void await() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
