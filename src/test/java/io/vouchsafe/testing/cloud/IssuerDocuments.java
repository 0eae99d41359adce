package io.vouchsafe.testing.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWKSet;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.cloud.TokenRefused.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/**
 * Fetches an issuer's discovery document and JWKS as a cloud does: from outside, without following
 * redirects, and within five seconds for both (AWS: "Your IdP must respond within 5 seconds").
 * Nothing is kept, where the clouds keep keys for a time that they do not publish.
 */
final class IssuerDocuments {
  static final Duration LIMIT = Duration.ofSeconds(5);

  private final HttpClient client;
  private final Duration limit;

  IssuerDocuments(SSLContext trust, Duration limit) {
    client = HttpClient.newBuilder().sslContext(trust).connectTimeout(limit).build();
    this.limit = limit;
  }

  /**
   * The URL of an issuer that a cloud would register: https, and without a query, a fragment or a
   * port. What is on this machine's loopback may have a port and plain HTTP, since a stand-in that
   * runs here would have nothing to talk to.
   *
   * @throws IllegalArgumentException if the cloud would refuse it
   */
  static URI registrable(String issuer, boolean portAllowed) {
    URI url = URI.create(issuer);
    if (url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException(issuer + ": an issuer has a host and no query");
    }
    if (isLoopback(url)) {
      return url;
    }
    if (!"https".equals(url.getScheme())) {
      throw new IllegalArgumentException(issuer + ": an issuer is https");
    }
    if (!portAllowed && url.getPort() != -1) {
      throw new IllegalArgumentException(issuer + ": an issuer has no port");
    }
    return url;
  }

  private static boolean isLoopback(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    try {
      return host.equals("localhost")
          || (host.matches("127\\..*|\\[::1]") && InetAddress.getByName(host).isLoopbackAddress());
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The keys of this issuer, found by its discovery document. */
  JWKSet keys(String issuer) throws TokenRefused {
    long until = System.nanoTime() + limit.toNanos();
    JsonNode document = json(issuer + "/.well-known/openid-configuration", until);
    if (!issuer.equals(document.path("issuer").asText())) {
      throw new TokenRefused(Fault.NO_KEY, "the discovery document is another issuer's");
    }
    try {
      return JWKSet.parse(json(document.path("jwks_uri").asText(), until).toString());
    } catch (ParseException e) {
      throw new TokenRefused(Fault.NO_KEY, "the JWKS cannot be read: " + e.getMessage());
    }
  }

  private JsonNode json(String url, long until) throws TokenRefused {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(Duration.ofNanos(Math.max(1, until - System.nanoTime())))
              .build();
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new TokenRefused(Fault.NO_KEY, url + " answered " + answer.statusCode());
      }
      return Http.JSON.readTree(answer.body());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new TokenRefused(Fault.NO_KEY, url + " is not JSON at a URL");
    } catch (IOException e) {
      throw new TokenRefused(Fault.UNREACHABLE, url + " did not answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenRefused(Fault.UNREACHABLE, url + " was not waited for");
    }
  }
}
