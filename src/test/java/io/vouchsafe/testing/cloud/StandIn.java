package io.vouchsafe.testing.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.ServerCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A server on loopback in the place of a cloud's token service. It is not the cloud: it verifies
 * tokens and answers as the cloud's documentation says, and what that does not say it does not
 * know.
 */
public abstract class StandIn implements AutoCloseable {
  private static final int LARGEST_BODY = 100_000;

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final IssuerDocuments issuers;
  final Duration leeway;

  /**
   * How a stand-in is set up.
   *
   * @param tls shown to clients; none for plain HTTP, which some SDKs refuse
   * @param trust which issuers it believes to be who they are; none for those of the JVM
   * @param leeway between its clock and an issuer's, both ways
   */
  public record Setup(
      Optional<ServerCertificate> tls, Optional<SSLContext> trust, Duration leeway) {

    /** Plain HTTP, with the authorities of the JVM. */
    public static Setup plain(Duration leeway) {
      return new Setup(Optional.empty(), Optional.empty(), leeway);
    }

    /** TLS for clients and for issuers, both with this certificate. */
    public static Setup tls(ServerCertificate certificate, Duration leeway) {
      return new Setup(Optional.of(certificate), Optional.of(certificate.trust()), leeway);
    }
  }

  /**
   * A call of a client.
   *
   * @param form the members of the query and of a form in the body; the first of each name
   */
  record Call(String method, String path, Map<String, String> form, String body, Headers headers) {

    /** A header, or nothing. */
    String header(String name) {
      return Optional.ofNullable(headers.getFirst(name)).orElse("");
    }

    /** A parameter, or nothing. */
    String value(String name) {
      return form.getOrDefault(name, "");
    }
  }

  /** What it is answered. */
  record Reply(int status, String contentType, String body) {
    static Reply json(int status, Object body) {
      return new Reply(status, "application/json", Http.write(body));
    }
  }

  StandIn(Setup setup) {
    leeway = setup.leeway();
    issuers =
        new IssuerDocuments(setup.trust().orElseGet(StandIn::ofTheJvm), IssuerDocuments.LIMIT);
    scheme = setup.tls().isPresent() ? "https" : "http";
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      if (setup.tls().isPresent()) {
        HttpsServer https = HttpsServer.create(address, 0);
        https.setHttpsConfigurator(new HttpsConfigurator(setup.tls().get().serving()));
        server = https;
      } else {
        server = HttpServer.create(address, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
  }

  private static SSLContext ofTheJvm() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  final void listen() {
    server.start();
  }

  /** Where it listens, without a slash at the end. */
  public final String url() {
    return scheme + "://localhost:" + server.getAddress().getPort();
  }

  /** Answers a call. */
  abstract Reply answer(Call call);

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = answer(read(exchange));
      byte[] body = reply.body().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      exchange.sendResponseHeaders(reply.status(), body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private static Call read(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readNBytes(LARGEST_BODY), UTF_8);
    URI target = exchange.getRequestURI();
    String type =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
    String query = Optional.ofNullable(target.getRawQuery()).orElse("");
    Map<String, String> form =
        form(type.startsWith("application/x-www-form-urlencoded") ? query + "&" + body : query);
    return new Call(
        exchange.getRequestMethod(), target.getPath(), form, body, exchange.getRequestHeaders());
  }

  private static Map<String, String> form(String text) {
    return Stream.of(text.split("&"))
        .map(member -> List.of(member.split("=", 2)))
        .filter(member -> member.size() == 2)
        .collect(
            Collectors.toMap(
                member -> URLDecoder.decode(member.getFirst(), UTF_8),
                member -> URLDecoder.decode(member.getLast(), UTF_8),
                (first, second) -> first));
  }

  @Override
  public final void close() {
    server.stop(0);
    threads.close();
  }
}
