package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Calls the service as brokers, workloads and relying parties do, and remembers every secret it
 * gets.
 */
public record Client(Stage stage, String issuer) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final int TIMES_AGAIN = 5;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SECRET_MEMBERS = List.of("value", "grant");

  /** What came back; {@code body} is a missing node where it is not JSON. */
  public record Answer(int status, HttpResponse<String> http, JsonNode body) {
    public String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    public String text(String member) {
      return body.path(member).asText();
    }
  }

  /** The issuer at the root. */
  public static Client of(Stage stage) {
    return new Client(stage, stage.url());
  }

  /** The issuer under {@code /second}. */
  public static Client ofSecond(Stage stage) {
    return new Client(stage, stage.url() + "/second");
  }

  /** Asks; headers come in pairs. */
  public Answer call(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : issuer + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      JsonNode json = parsed(answer.body());
      SECRET_MEMBERS.forEach(
          member -> json.findValuesAsText(member).forEach(IssuedSecrets::remember));
      return new Answer(answer.statusCode(), answer, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  public Answer get(String path, String... headers) {
    return call("GET", path, null, headers);
  }

  /** Posts JSON with a bearer token. */
  public Answer post(String path, String bearer, Object body) {
    try {
      String json = body instanceof String text ? text : JSON.writeValueAsString(body);
      return call(
          "POST",
          path,
          json,
          "Content-Type",
          "application/json",
          "Authorization",
          "Bearer " + bearer);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the broker {@code control} shows. */
  public String proof() {
    return proof("control-plane");
  }

  public String proof(String subject) {
    return proof(claims -> claims.subject(subject));
  }

  /** A good proof of {@code control}, changed. */
  public String proof(UnaryOperator<JWTClaimsSet.Builder> change) {
    boolean second = issuer.endsWith("/second");
    long now = System.currentTimeMillis();
    JWTClaimsSet claims =
        change
            .apply(
                new JWTClaimsSet.Builder()
                    .issuer(Stage.TRUSTED_ISSUER)
                    .subject("control-plane")
                    .audience(second ? Stage.SECOND_PROOF_AUDIENCE : Stage.PROOF_AUDIENCE)
                    .issueTime(new Date(now))
                    .expirationTime(new Date(now + 600_000))
                    .jwtID(UUID.randomUUID().toString()))
            .build();
    SignedJWT proof =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(stage.proofKey().getKeyID())
                .build(),
            claims);
    try {
      proof.sign(new RSASSASigner(stage.proofKey()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return IssuedSecrets.remember(proof.serialize());
  }

  /** A workload of the default issuer. */
  public static Map<String, Object> workload(String deployment) {
    return Map.of("org", "shop", "app", "checkout", "deployment", deployment);
  }

  /** A grant for any audience, as {@code control} gets it. */
  public String grant(Map<String, ?> workload) {
    Answer answer =
        patiently(
            () ->
                post(
                    "/grants",
                    proof(),
                    Map.of("workload", workload, "audiences", new String[] {"*"})));
    if (answer.status() != 201) {
      throw new AssertionError("no grant: " + answer.status() + " " + answer.body());
    }
    return answer.text("grant");
  }

  /** Asks for a token as GitHub's clients do. */
  public Answer idToken(String grant, String audience) {
    return get(
        "/id-token?api-version=1&audience=" + URLEncoder.encode(audience, UTF_8),
        "Authorization",
        "bearer " + grant);
  }

  /** A token, or a failed test. */
  public String token(String grant, String audience) {
    Answer answer = patiently(() -> idToken(grant, audience));
    if (answer.status() != 200) {
      throw new AssertionError("no token: " + answer.status() + " " + answer.body());
    }
    return answer.text("value");
  }

  /** Comes again on a 503, as GitHub's clients do: a slow machine may miss a deadline. */
  private static Answer patiently(Supplier<Answer> call) {
    Answer answer = call.get();
    for (int again = 0; answer.status() == 503 && again < TIMES_AGAIN; again++) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      answer = call.get();
    }
    return answer;
  }
}
