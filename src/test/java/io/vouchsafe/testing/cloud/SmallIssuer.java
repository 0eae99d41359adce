package io.vouchsafe.testing.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Jwts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** An issuer on loopback for the tests of the stand-ins; what it serves can be changed. */
final class SmallIssuer implements AutoCloseable {
  static final String SUBJECT = "deployment:shop/checkout/production";
  static final RSAKey RSA = Jwts.rsaJwk(Jwts.RSA, "rsa-1").build();
  static final ECKey EC = Jwts.ecJwk(Jwts.P256, "ec-1").build();

  private final HttpServer server;
  volatile Map<String, Object> discovery;
  volatile Map<String, Object> jwks = new JWKSet(List.of(RSA, EC)).toJSONObject();

  SmallIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    discovery = Map.of("issuer", url(), "jwks_uri", url() + "/jwks");
    server.createContext(
        "/.well-known/openid-configuration", exchange -> answer(exchange, discovery));
    server.createContext("/jwks", exchange -> answer(exchange, jwks));
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, Object body) throws IOException {
    byte[] octets = Http.write(body).getBytes(UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(200, octets.length);
      exchange.getResponseBody().write(octets);
    }
  }

  /** The claims of a good token, which lives for five minutes. */
  JWTClaimsSet.Builder claims(String audience) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(url())
        .subject(SUBJECT)
        .audience(audience)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
  }

  static String signed(JWTClaimsSet.Builder claims) {
    return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1"), claims);
  }

  static String signed(JWSHeader.Builder header, JWTClaimsSet.Builder claims) {
    SignedJWT jwt = new SignedJWT(header.build(), claims.build());
    try {
      jwt.sign(
          jwt.getHeader().getAlgorithm().getName().startsWith("ES")
              ? new ECDSASigner((ECPrivateKey) Jwts.P256.getPrivate())
              : new RSASSASigner(Jwts.RSA.getPrivate()));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A character in the middle of the signature: the last one may carry bits that nobody reads. */
  static String withOneCharacterChanged(String token) {
    int at = (token.lastIndexOf('.') + token.length()) / 2;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
