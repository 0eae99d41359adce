package io.vouchsafe.outages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.ProofKey;
import io.vouchsafe.testing.Stage;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Two brokers that ask for a grant and two users who exchange a token, each ten times a second and
 * each time with a new JWT under one key of a trusted issuer.
 */
final class Proving implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(100);
  private static final int OF_EACH = 2;
  private static final String USERS = "https://users.example";
  private static final String EXCHANGED = "https://id.example.com/token";
  private static final String FORM =
      "grant_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Agrant-type%%3Atoken-exchange"
          + "&subject_token_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Atoken-type%%3Ajwt"
          + "&subject_token=%s&audience=%s";
  private static final String NO_KEYS = "no keys";

  private final Client client;
  private final Function<JWTClaimsSet, String> signed;
  private final Timeline timeline = new Timeline();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
  private volatile boolean asking = true;

  /**
   * They show JWTs once they {@link #begin}.
   *
   * @param signed signs these claims
   */
  Proving(Stage stage, Function<JWTClaimsSet, String> signed) {
    this.client = Client.of(stage);
    this.signed = signed;
  }

  void begin() {
    for (int i = 0; i < OF_EACH; i++) {
      begin(this::grant);
      begin(this::exchange);
    }
  }

  /** What the service needs for the users, whose trusted issuer is {@code users}. */
  static void settings(IssuerSettings issuer) {
    issuer
        .trusts("users", USERS, EXCHANGED)
        .with("exchanges.users.trusted-issuer", "users")
        .with("exchanges.users.claims.team", "checkout")
        .with("exchanges.users.claims.sub", "*")
        .with("exchanges.users.attributes.org", "shop")
        .with("exchanges.users.attributes.app", "{team}")
        .with("exchanges.users.attributes.deployment", "{sub}")
        .with("exchanges.users.audiences", "*");
  }

  private void begin(Supplier<Answer> call) {
    threads.add(
        Thread.ofVirtual()
            .name("proves")
            .start(
                () -> {
                  while (asking) {
                    count(call);
                    Processes.pause(BETWEEN);
                  }
                }));
  }

  /** Asks for a grant, once. */
  Answer grant() {
    String proof =
        signed.apply(
            ProofKey.claims(Stage.TRUSTED_ISSUER, "control-plane", Stage.PROOF_AUDIENCE).build());
    return client.post(
        "/grants", proof, Map.of("workload", Client.workload("proven"), "audiences", List.of("*")));
  }

  private Answer exchange() {
    String token =
        signed.apply(ProofKey.claims(USERS, "user-1", EXCHANGED).claim("team", "checkout").build());
    String form = FORM.formatted(token, URLEncoder.encode(Stage.ES256_AUDIENCE, UTF_8));
    return client.call("POST", "/token", form, "Content-Type", "application/x-www-form-urlencoded");
  }

  private void count(Supplier<Answer> call) {
    try {
      Answer answer = call.get();
      if (answer.status() < 300) {
        timeline.count();
      }
      boolean noKeys =
          answer.status() == 503 && answer.body().toString().contains("keys of trusted");
      counted(noKeys ? NO_KEYS : Integer.toString(answer.status()));
    } catch (UncheckedIOException e) {
      counted("no answer");
    }
  }

  private void counted(String answer) {
    answers.computeIfAbsent(answer, it -> new AtomicInteger()).incrementAndGet();
  }

  /** How many grants and tokens they got. */
  int got() {
    return many("200") + many("201");
  }

  /** How many answers said that the keys of their trusted issuer are not there. */
  int withoutKeys() {
    return many(NO_KEYS);
  }

  private int many(String answer) {
    return answers.getOrDefault(answer, new AtomicInteger()).get();
  }

  /** Whether each answer was what they asked for, or that it cannot be told now. */
  boolean good() {
    return List.of("200", "201", "503", NO_KEYS).containsAll(answers.keySet());
  }

  /** What came, and the longest time without a grant or a token. */
  @Override
  public String toString() {
    return "%s, longest without %d ms"
        .formatted(answers, timeline.longestGap(0, timeline.now()).toMillis());
  }

  @Override
  public void close() {
    asking = false;
    threads.forEach(Processes::awaitEnd);
  }
}
