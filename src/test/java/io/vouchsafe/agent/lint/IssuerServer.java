package io.vouchsafe.agent.lint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/** An issuer whom nobody refuses, until a test breaks it. */
final class IssuerServer implements AutoCloseable {
  static final String DISCOVERY = "/.well-known/openid-configuration";
  static final String JWKS = "/jwks.json";

  private static final String TAG = "\"1\"";

  final ObjectNode discovery;
  final ObjectNode jwks = IssuerKeys.twoKeys();
  final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  final Map<String, String> headers =
      new HashMap<>(
          Map.of(
              "Content-Type", "application/json",
              "Cache-Control", "public, max-age=300",
              "Access-Control-Allow-Origin", "*",
              "ETag", TAG));
  final Map<String, String> texts = new ConcurrentHashMap<>();
  final Map<String, String> redirects = new ConcurrentHashMap<>();
  final List<String> bearers = new CopyOnWriteArrayList<>();
  boolean packs = true;
  boolean packsUnasked;
  boolean knowsTags = true;
  boolean answersBeforePath = true;

  private final HttpServer server;
  private final String path;

  private IssuerServer(HttpServer server, String path, ObjectNode discovery) {
    this.server = server;
    this.path = path;
    this.discovery = discovery;
  }

  /** Serves this issuer without TLS. */
  static IssuerServer plain(String issuer, String path) {
    try {
      return started(HttpServer.create(loopback(), 0), issuer, path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves it by TLS. */
  static IssuerServer tls(String issuer, SSLContext tls) {
    try {
      HttpsServer server = HttpsServer.create(loopback(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return started(server, issuer, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IssuerServer started(HttpServer http, String issuer, String path) {
    IssuerServer server = new IssuerServer(http, path, IssuerKeys.discovery(issuer));
    http.createContext("/", server::answer);
    http.start();
    return server;
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String asked = exchange.getRequestURI().getPath();
      String bearer = exchange.getRequestHeaders().getFirst("Authorization");
      bearers.add(asked + " " + bearer);
      headers.forEach(exchange.getResponseHeaders()::add);
      if (redirects.containsKey(asked)) {
        exchange.getResponseHeaders().add("Location", redirects.get(asked));
        exchange.sendResponseHeaders(302, -1);
      } else if (knowsTags && TAG.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(304, -1);
      } else {
        answer(exchange, asked);
      }
    }
  }

  private void answer(HttpExchange exchange, String asked) throws IOException {
    String text = texts.getOrDefault(asked, document(asked));
    int status = statuses.getOrDefault(asked, text.isEmpty() ? 404 : 200);
    byte[] body = text.getBytes(UTF_8);
    String takes = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    if (packsUnasked || (packs && "gzip".equals(takes))) {
      exchange.getResponseHeaders().add("Content-Encoding", "gzip");
      body = packed(body);
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private String document(String asked) {
    if (asked.equals(path + DISCOVERY) || (answersBeforePath && asked.equals(DISCOVERY + path))) {
      return discovery.toString();
    }
    return asked.equals(path + JWKS) ? jwks.toString() : "";
  }

  private static byte[] packed(byte[] body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return packed.toByteArray();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
