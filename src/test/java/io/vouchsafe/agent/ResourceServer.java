package io.vouchsafe.agent;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.Set;

/** An API of somebody's own that takes tokens of one issuer, verified by Nimbus JOSE + JWT. */
final class ResourceServer implements AutoCloseable {
  private final HttpServer server;
  private final DefaultJWTProcessor<SecurityContext> tokens = new DefaultJWTProcessor<>();

  /**
   * @param leeway in seconds, after a token's end
   */
  ResourceServer(String issuer, String audience, JWTClaimsSet exact, int leeway) {
    try {
      JWKSource<SecurityContext> keys =
          JWKSourceBuilder.create(URI.create(issuer + "/.well-known/jwks.json").toURL()).build();
      tokens.setJWSKeySelector(new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.RS256), keys));
      DefaultJWTClaimsVerifier<SecurityContext> claims =
          new DefaultJWTClaimsVerifier<>(audience, exact, Set.of("exp", "sub"));
      claims.setMaxClockSkew(leeway);
      tokens.setJWTClaimsSetVerifier(claims);
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String bearer = exchange.getRequestHeaders().getFirst("Authorization");
            exchange.sendResponseHeaders(isGood(bearer) ? 204 : 401, -1);
          }
        });
    server.start();
  }

  private boolean isGood(String bearer) {
    try {
      tokens.process(bearer.substring("Bearer ".length()), null);
      return true;
    } catch (Exception refused) {
      return false;
    }
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
