package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.testing.Http.Answer;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Calls the service as brokers, workloads and relying parties do, and remembers every secret it
 * gets.
 */
public record Client(Stage stage, String issuer) {
  private static final int TIMES_AGAIN = 15;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final List<String> SECRET_MEMBERS = List.of("value", "grant");

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
    Answer answer =
        Http.call(
            stage.http(), method, path.startsWith("http") ? path : issuer + path, body, headers);
    SECRET_MEMBERS.forEach(
        member ->
            answer.body().findValuesAsText(member).stream()
                .filter(Client::isJwt)
                .forEach(IssuedSecrets::remember));
    return answer;
  }

  /** The operators' answers have members of these names too, with digests of policies in them. */
  private static boolean isJwt(String value) {
    return value.startsWith("eyJ");
  }

  public Answer get(String path, String... headers) {
    return call("GET", path, null, headers);
  }

  /** Posts JSON with a bearer token. */
  public Answer post(String path, String bearer, Object body) {
    return call(
        "POST",
        path,
        body instanceof String text ? text : Http.write(body),
        "Content-Type",
        "application/json",
        "Authorization",
        "Bearer " + bearer);
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
    String audience = second ? Stage.SECOND_PROOF_AUDIENCE : Stage.PROOF_AUDIENCE;
    JWTClaimsSet.Builder good = ProofKey.claims(Stage.TRUSTED_ISSUER, "control-plane", audience);
    return IssuedSecrets.remember(stage.proof(change.apply(good).build()));
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

  /** Has the broker take a grant back, with a proof for this audience. */
  public Answer revoke(String audience, String id) {
    String bearer = "Bearer " + proof(claims -> claims.audience(audience));
    return call("DELETE", "/grants/" + id, null, "Authorization", bearer);
  }

  /** Has the broker take back all grants so far of the workload with this {@code sub}. */
  public Answer revokeAll(String audience, String sub) {
    String bearer = "Bearer " + proof(claims -> claims.audience(audience));
    String query = "?sub=" + URLEncoder.encode(sub, UTF_8);
    return call("DELETE", "/grants" + query, null, "Authorization", bearer);
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

  /**
   * Comes again on a 503, as GitHub's clients do: a slow machine may miss a deadline, also that of
   * fetching a trusted issuer's keys, which is tried again after ten seconds.
   */
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
