package io.vouchsafe.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.testing.OpenBao;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * An instance whose JWKS ({@code /jwks.json}) and {@code GET /keys} have the key versions that a
 * test says, under the kids that an independent implementation (nimbus) computes.
 */
final class StubInstance implements AutoCloseable {
  private static final String UNREAD = "{\"issuers\":[{\"name\":\"default\",\"keys\":[]}]}";

  private final HttpServer server;
  private final Map<String, String> phases = new ConcurrentHashMap<>();
  private final List<String> hidden = new CopyOnWriteArrayList<>();
  private final Semaphore questions = new Semaphore(0);
  private final AtomicInteger unread = new AtomicInteger();
  private Instant readAt = Instant.now();
  private String cacheControl = "public, max-age=300";

  StubInstance() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/jwks.json", exchange -> answer(exchange, jwks()));
    server.createContext(
        "/keys", exchange -> answer(exchange, unread.getAndDecrement() > 0 ? UNREAD : keys()));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  String jwksUrl() {
    return url() + "/jwks.json";
  }

  /** It has read all versions that this Vault lists, and says of each that it signs. */
  StubInstance reads(OpenBao bao) {
    for (String name : List.of("rs256", "es256", "grant")) {
      bao.key("vouchsafe-" + name)
          .path("keys")
          .fieldNames()
          .forEachRemaining(
              version -> says(bao, "vouchsafe-" + name, Integer.parseInt(version), "signing"));
    }
    return this;
  }

  StubInstance says(OpenBao bao, String key, int version, String phase) {
    String kid = kid(bao, key, version);
    phases.put(kid, phase);
    if (key.endsWith("-grant")) {
      hidden.add(kid);
    }
    return this;
  }

  StubInstance lacks(OpenBao bao, String key, int version) {
    phases.remove(kid(bao, key, version));
    return this;
  }

  void publishes(String kid) {
    phases.put(kid, "signing");
  }

  void readKeysAt(Instant time) {
    readAt = time;
  }

  /** It is asked so often before it has read the keys, as those of an organisation not in use. */
  void readsTheKeysAfter(int questionsBefore) {
    unread.set(questionsBefore);
  }

  void isCutOff() {
    cacheControl = "public, max-age=0, must-revalidate";
  }

  /** Waits until it was asked as often. */
  void awaitQuestions(int number) {
    questions.acquireUninterruptibly(number);
  }

  static String kid(OpenBao bao, String key, int version) {
    try {
      String pem = bao.key(key).path("keys").path("" + version).path("public_key").asText();
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      String algorithm = key.endsWith("-rs256") ? "RSA" : "EC";
      PublicKey read =
          KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      JWK jwk =
          read instanceof RSAPublicKey rsa
              ? new RSAKey.Builder(rsa).build()
              : new ECKey.Builder(Curve.P_256, (ECPublicKey) read).build();
      return jwk.computeThumbprint().toString();
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private String jwks() {
    return phases.keySet().stream()
        .filter(kid -> !hidden.contains(kid))
        .map("{\"kty\":\"RSA\",\"kid\":\"%s\"}"::formatted)
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  private String keys() {
    return phases.entrySet().stream()
        .map(
            it ->
                "{\"version\":1,\"kid\":\"%s\",\"phase\":\"%s\"}"
                    .formatted(it.getKey(), it.getValue()))
        .collect(
            Collectors.joining(
                ",",
                "{\"issuers\":[{\"name\":\"default\",\"keys\":[{\"region\":\"home\",\"name\":\"vouchsafe-rs256\","
                    + "\"read_at\":\""
                    + readAt
                    + "\",\"versions\":[",
                "]}]}]}"));
  }

  private void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Cache-Control", cacheControl);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
    questions.release();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
