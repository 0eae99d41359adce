package io.vouchsafe.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.PemFile;
import io.vouchsafe.base.PlainFile;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * A JWKS behind a URL or behind discovery. A fetch takes 2 s at most, discovery and bodies
 * included, and follows no redirect.
 */
final class HttpJwks implements JwksSource {
  private static final int MOST_OF_A_TOKEN = 64 << 10;
  private static final Duration TOTAL = Duration.ofSeconds(2);
  private static final Duration UNSAID = Duration.ofHours(1);
  private static final Pattern MAX_AGE = Pattern.compile("max-age=\"?([0-9]{1,9})\"?");

  /**
   * @param body unpacked
   */
  private record Answer(byte[] body, HttpHeaders headers) {
    static Answer of(URI uri, HttpResponse<byte[]> response) throws JwksFault {
      try {
        HttpHeaders headers = response.headers();
        return new Answer(ContentCoding.unpacked(headers, response.body(), MOST_OCTETS), headers);
      } catch (JwksFault e) {
        throw new JwksFault("%s cannot be read: %s".formatted(uri, e.getMessage()));
      }
    }
  }

  private final TrustedIssuer issuer;

  HttpJwks(TrustedIssuer issuer) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
  }

  @Override
  public Fetched fetch() throws JwksFault {
    Deadline deadline = Deadline.in(TOTAL);
    Optional<String> credentials = credentials();
    HttpClient client = client();
    try {
      URI location = location(client, credentials, deadline);
      Answer answer = get(client, location, credentials, deadline);
      return new Fetched(answer.body(), maxAge(answer.headers()));
    } finally {
      client.shutdownNow();
    }
  }

  private URI location(HttpClient client, Optional<String> credentials, Deadline deadline)
      throws JwksFault {
    return issuer.keys() instanceof KeySource.OfUri(URI jwksUri)
        ? jwksUri
        : discovered(client, credentials, deadline);
  }

  /** OpenID Connect Discovery 1.0, 4.3. */
  private URI discovered(HttpClient client, Optional<String> credentials, Deadline deadline)
      throws JwksFault {
    URI discovery = TrustedIssuer.discoveryUri(issuer.identity());
    ObjectNode document =
        JsonDocument.read(
            "its discovery document", get(client, discovery, credentials, deadline).body());
    if (!(issuer.identity() instanceof Identity.Issuer(String iss))
        || !document.path("issuer").asText().equals(iss)) {
      throw new JwksFault("its discovery document names another issuer than the one configured");
    }
    try {
      URI jwksUri = URI.create(document.path("jwks_uri").asText());
      Origin.requireSafe("jwks_uri", jwksUri);
      if (Origin.of(jwksUri).equals(Origin.of(discovery))) {
        return jwksUri;
      }
    } catch (IllegalArgumentException e) {
      throw new JwksFault("its discovery document has no usable jwks_uri");
    }
    throw new JwksFault(
        "its jwks_uri has another origin than the issuer; if that is right, set %s to it"
            .formatted(issuer.setting("jwks-uri")));
  }

  private Answer get(HttpClient client, URI uri, Optional<String> credentials, Deadline deadline)
      throws JwksFault {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request(uri, credentials),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_OCTETS));
    try {
      HttpResponse<byte[]> response =
          answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (response.statusCode() != 200) {
        throw new JwksFault(
            "%s answered %d instead of 200; redirects are not followed"
                .formatted(uri, response.statusCode()));
      }
      return Answer.of(uri, response);
    } catch (TimeoutException e) {
      throw new JwksFault("%s did not answer completely within 2 s".formatted(uri));
    } catch (ExecutionException e) {
      throw new JwksFault(reason(uri, e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JwksFault("fetching was interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(URI uri, Optional<String> credentials) throws JwksFault {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/json, application/jwk-set+json")
            .header("Accept-Encoding", ContentCoding.ACCEPTED);
    try {
      credentials.ifPresent(token -> request.header("Authorization", "Bearer " + token));
    } catch (IllegalArgumentException e) {
      throw new JwksFault(issuer.setting("bearer-token-file") + " does not hold one token");
    }
    return request.build();
  }

  private String reason(URI uri, Throwable cause) {
    return cause instanceof SSLException
        ? "%s has no certificate that is trusted here; name its certificate authority with %s"
            .formatted(uri, issuer.setting("ca-file"))
        : "%s could not be read (%s)%s"
            .formatted(
                uri,
                cause.getClass().getSimpleName(),
                cause.getClass() == IOException.class ? "; the limit is 1 MiB" : "");
  }

  private HttpClient client() throws JwksFault {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(command -> Thread.ofVirtual().name("jwks-fetch").start(command));
    if (issuer.caFile().isPresent()) {
      client.sslContext(trusting(issuer.caFile().get()));
    }
    return client.build();
  }

  private SSLContext trusting(Path caFile) throws JwksFault {
    try {
      Collection<? extends Certificate> authorities =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(PemFile.readTrusted(caFile)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate authority : authorities) {
        store.setCertificateEntry("ca-" + store.size(), authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IllegalArgumentException e) {
      throw new JwksFault(
          "%s cannot be used: %s".formatted(issuer.setting("ca-file"), e.getMessage()));
    } catch (IOException | GeneralSecurityException e) {
      throw new JwksFault(
          "%s cannot be used (%s)"
              .formatted(issuer.setting("ca-file"), e.getClass().getSimpleName()));
    }
  }

  private Optional<String> credentials() throws JwksFault {
    if (issuer.bearerTokenFile().isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] token = PlainFile.read(issuer.bearerTokenFile().get(), MOST_OF_A_TOKEN);
      return Optional.of(new String(token, UTF_8).strip());
    } catch (IllegalArgumentException e) {
      throw new JwksFault(
          "%s cannot be read: %s".formatted(issuer.setting("bearer-token-file"), e.getMessage()));
    }
  }

  /** RFC 9111, 5.2.2. */
  private static Duration maxAge(HttpHeaders headers) {
    String[] directives =
        String.join(",", headers.allValues("Cache-Control")).toLowerCase(Locale.ROOT).split(",");
    if (Arrays.stream(directives)
        .map(String::strip)
        .anyMatch(it -> it.equals("no-store") || it.equals("no-cache"))) {
      return Duration.ZERO;
    }
    return Arrays.stream(directives)
        .map(directive -> MAX_AGE.matcher(directive.strip()))
        .filter(Matcher::matches)
        .map(match -> Duration.ofSeconds(Long.parseLong(match.group(1))))
        .findFirst()
        .orElse(UNSAID);
  }
}
