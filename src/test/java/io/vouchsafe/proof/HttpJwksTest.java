package io.vouchsafe.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HttpJwksTest {
  private static final byte[] JWKS = "{\"keys\":[]}".getBytes(UTF_8);

  @TempDir Path files;
  private final AtomicInteger stolen = new AtomicInteger();
  private final CountDownLatch done = new CountDownLatch(1);
  private HttpServer server;
  private String url;

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

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static HttpJwks source(
      String iss, KeySource keys, Optional<Path> caFile, Optional<Path> bearerTokenFile) {
    return new HttpJwks(
        new TrustedIssuer(
            "platform", new Identity.Issuer(iss), "vouchsafe", keys, caFile, bearerTokenFile));
  }

  private HttpJwks at(String path) {
    return source(
        "https://platform.example",
        new KeySource.OfUri(URI.create(url + path)),
        Optional.empty(),
        Optional.empty());
  }

  private HttpJwks discovered(String iss) {
    return source(iss, new KeySource.Discovery(), Optional.empty(), Optional.empty());
  }

  private void discovery(String issuer, String jwksUri) {
    byte[] document =
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer, jwksUri).getBytes(UTF_8);
    server.createContext(
        "/.well-known/openid-configuration", exchange -> answer(exchange, 200, document));
  }

  private static void fails(String reason, JwksSource source) {
    String actual = assertThrows(JwksFault.class, source::fetch).getMessage();
    assertTrue(actual.contains(reason), actual);
  }

  @Test
  void aJwksUriIsFetched() throws JwksFault {
    assertArrayEquals(JWKS, at("/jwks").fetch().jwks());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "public, max-age=300 | 300",
        "MAX-AGE=7 | 7",
        "max-age=300, no-cache | 0",
        "no-store | 0",
        "public | 3600",
        "max-age=x | 3600",
        "max-age=99999999999999999999 | 3600"
      })
  void theAnswerSaysHowLongItIsFresh(String cacheControl, long seconds) throws JwksFault {
    server.createContext(
        "/cached",
        exchange -> {
          exchange.getResponseHeaders().add("Cache-Control", cacheControl);
          answer(exchange, 200, JWKS);
        });
    assertEquals(Duration.ofSeconds(seconds), at("/cached").fetch().freshFor());
  }

  @ParameterizedTest
  @CsvSource({"301", "302", "307", "308"})
  void redirectsAreNotFollowed(int status) {
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", url + "/stolen");
          answer(exchange, status, JWKS);
        });
    fails("answered " + status, at("/moved"));
    assertEquals(0, stolen.get());
  }

  @ParameterizedTest
  @CsvSource({"201", "401", "404", "500"})
  void nothingButA200Counts(int status) {
    server.createContext("/other", exchange -> answer(exchange, status, JWKS));
    fails("answered " + status, at("/other"));
  }

  @Test
  void oneMebibyteIsReadAndNotMore() throws JwksFault {
    server.createContext("/full", exchange -> answer(exchange, 200, new byte[1 << 20]));
    assertEquals(1 << 20, at("/full").fetch().jwks().length);
    server.createContext("/over", exchange -> answer(exchange, 200, new byte[(1 << 20) + 1]));
    fails("the limit is 1 MiB", at("/over"));
  }

  @Test
  void anEndlessBodyIsCutOff() {
    server.createContext(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (done.getCount() > 0) {
              out.write(new byte[64 * 1024]);
            }
          }
        });
    fails("/endless", at("/endless"));
  }

  @Test
  void aSlowBodyIsNotWaitedFor() {
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, JWKS.length);
          exchange.getResponseBody().write(JWKS, 0, 1);
          exchange.getResponseBody().flush();
          await();
          exchange.close();
        });
    fails("within 2 s", at("/slow"));
  }

  @Test
  void aSlowDiscoveryAndASlowJwksShareTheTime() {
    server.createContext(
        "/silent",
        exchange -> {
          await();
          exchange.close();
        });
    discovery(url, url + "/silent");
    fails("within 2 s", discovered(url));
  }

  private void await() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void nobodyThereIsAFault() {
    server.stop(0);
    fails("could not be read", at("/jwks"));
  }

  @Test
  void discoveryLeadsToTheKeys() throws JwksFault {
    discovery(url, url + "/jwks");
    assertArrayEquals(JWKS, discovered(url).fetch().jwks());
  }

  @Test
  void discoveryOfAnotherIssuerIsRefused() {
    discovery(url + "/", url + "/stolen");
    fails("another issuer", discovered(url));
    assertEquals(0, stolen.get());
  }

  @Test
  void discoveryMayNotLeadToAnotherOrigin() {
    discovery(url, url.replace("127.0.0.1", "localhost") + "/stolen");
    fails("another origin", discovered(url));
    assertEquals(0, stolen.get());
  }

  @ParameterizedTest
  @CsvSource({"''", "/stolen", "file:///etc/passwd", "http://platform.example/stolen", "%"})
  void discoveryNeedsAUsableJwksUri(String jwksUri) {
    discovery(url, jwksUri);
    fails("no usable jwks_uri", discovered(url));
    assertEquals(0, stolen.get());
  }

  @Test
  void theBearerTokenIsReadAtEachFetchAndStaysSecret() throws IOException, JwksFault {
    Path token = Files.writeString(files.resolve("token"), "one\n");
    server.createContext(
        "/private",
        exchange ->
            answer(
                exchange,
                200,
                exchange.getRequestHeaders().getFirst("Authorization").getBytes(UTF_8)));
    HttpJwks source =
        source(
            "https://platform.example",
            new KeySource.OfUri(URI.create(url + "/private")),
            Optional.empty(),
            Optional.of(token));
    assertEquals("Bearer one", new String(source.fetch().jwks(), UTF_8));
    Files.writeString(token, "two");
    assertEquals("Bearer two", new String(source.fetch().jwks(), UTF_8));
    Files.writeString(token, "s3cret\nline");
    JwksFault fault = assertThrows(JwksFault.class, source::fetch);
    assertFalse(fault.getMessage().contains("s3cret"));
    Files.delete(token);
    fails("bearer-token-file cannot be read", source);
  }

  @Test
  void onlyTheConfiguredAuthorityIsTrusted() throws Exception {
    Path keyStore = files.resolve("server.p12");
    selfSigned(keyStore);
    KeyStore store = KeyStore.getInstance(keyStore.toFile(), "changeit".toCharArray());
    Path ca =
        Files.writeString(
            files.resolve("ca.pem"),
            "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                    .encodeToString(store.getCertificate("server").getEncoded())
                + "\n-----END CERTIFICATE-----\n");
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(serving(store)));
    https.createContext("/jwks", exchange -> answer(exchange, 200, JWKS));
    https.start();
    try {
      KeySource keys =
          new KeySource.OfUri(
              URI.create("https://127.0.0.1:" + https.getAddress().getPort() + "/jwks"));
      String iss = "https://platform.example";
      fails("ca-file", source(iss, keys, Optional.empty(), Optional.empty()));
      HttpJwks trusting = source(iss, keys, Optional.of(ca), Optional.empty());
      assertArrayEquals(JWKS, trusting.fetch().jwks());
      Files.writeString(ca, "nothing");
      fails("ca-file", trusting);
    } finally {
      https.stop(0);
    }
  }

  private static SSLContext serving(KeyStore store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void selfSigned(Path keyStore) throws Exception {
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                keyStore.toString())
            .redirectErrorStream(true)
            .start()
            .waitFor();
    assertEquals(0, exit);
  }

  @Test
  void aFileIsReadAnewAndBounded() throws IOException, JwksFault {
    Path file = Files.write(files.resolve("jwks.json"), JWKS);
    FileJwks source = new FileJwks(file);
    assertArrayEquals(JWKS, source.fetch().jwks());
    Files.writeString(file, "{}");
    assertEquals("{}", new String(source.fetch().jwks(), UTF_8));
    Files.write(file, new byte[(1 << 20) + 1]);
    fails("1 MiB", source);
    Files.delete(file);
    fails("cannot be read", source);
  }
}
