package io.vouchsafe.proof;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * Fetches keys by a discovery document that is any text. The first octet chooses the
 * Content-Encoding; {@code @} in the document stands for the issuer's URL.
 */
public final class DiscoveryFuzz {
  private static final String HOST = "127.0.0.1";
  private static final Set<String> NAMES = Set.of(HOST, "localhost");
  private static final int MOST_TRIES = 5;
  private static final HttpServer SERVER = server();
  private static final int PORT = SERVER.getAddress().getPort();
  private static final String ISSUER = "http://%s:%d".formatted(HOST, PORT);
  private static final HttpJwks KEYS =
      new HttpJwks(
          TrustedIssuers.standard(
              "platform",
              new Identity.Issuer(ISSUER),
              "vouchsafe",
              new KeySource.Discovery(),
              Optional.empty(),
              Optional.empty()));
  private static final byte[] JWKS = "{\"keys\":[]}".getBytes(StandardCharsets.US_ASCII);

  private static volatile byte[] document = {};
  private static volatile boolean gzip;

  private DiscoveryFuzz() {}

  private static HttpServer server() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> answer(exchange, JWKS, false));
      server.createContext(
          "/.well-known/openid-configuration", exchange -> answer(exchange, document, gzip));
      server.setExecutor(
          Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory()));
      Thread.ofPlatform().daemon().start(server::start);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Jazzer calls it first, and from then on stops at a connection to anywhere else. */
  public static void fuzzerInitialize() {
    BugDetectors.allowNetworkConnections((host, port) -> NAMES.contains(host) && port == PORT);
  }

  /** Ends the issuer's server; nothing is fetched after that. */
  public static void stop() {
    SERVER.stop(0);
  }

  private static void answer(HttpExchange exchange, byte[] body, boolean gzip) throws IOException {
    try (exchange) {
      if (gzip) {
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      }
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /**
   * @throws IllegalStateException if keys are taken from a document that is none of the issuer's
   */
  public static void fuzzerTestOneInput(byte[] input) {
    gzip = input.length > 0 && input[0] == 'g';
    byte[] rest = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    document =
        new String(rest, StandardCharsets.ISO_8859_1)
            .replace("@", ISSUER)
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int tries = 1; heldUp(); tries++) {
      if (tries == MOST_TRIES) {
        throw new IllegalStateException("a discovery document that holds the fetch up");
      }
    }
  }

  /** Whether the fetch did not end in its time, which a busy machine may cause as well. */
  private static boolean heldUp() {
    try {
      byte[] keys = KEYS.fetch().jwks();
      if (!Arrays.equals(keys, JWKS)) {
        throw new IllegalStateException("other keys than the issuer's were fetched");
      }
      return false;
    } catch (JwksFault refused) {
      Refusals.requirePlain(refused);
      return refused.getMessage().contains("within 2 s");
    }
  }
}
