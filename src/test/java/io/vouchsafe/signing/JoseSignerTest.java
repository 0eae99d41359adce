package io.vouchsafe.signing;

import static io.vouchsafe.testing.VaultFixture.SETTINGS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.Vertx;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SigningHandle;
import io.vouchsafe.token.TokenShape;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens signed by a real OpenBao under the signer's policy, and what happens in bad weather. */
class JoseSignerTest {
  private static final Predicate<String> SIGNING = Pattern.compile("/sign/").asPredicate();
  private static final Duration AMPLE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Object> CLAIMS = new LinkedHashMap<>();

  static {
    CLAIMS.put("org", "shöp \"1\"/\\");
    CLAIMS.put("build", 9_007_199_254_740_991L);
    CLAIMS.put("small", -7L);
    CLAIMS.put("canary", true);
    CLAIMS.put("roles", List.of("one"));
    CLAIMS.put("nested", Map.of("names", List.of("a", "b")));
  }

  private static Vertx vertx;
  private static OpenBao bao;
  private static BreakingProxy proxy;
  private static VaultAccess vault;
  private static IssuerKeys keys;
  private static SigningLanes signing;
  private static JoseSigner signer;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    bao = OpenBao.start();
    proxy = BreakingProxy.before(bao.address());
    vault =
        VaultFixture.open(
            vertx, proxy.address(), VaultFixture.token(bao.tokenWith("vouchsafe-signer")));
    keys = VaultFixture.keys(new TransitKeys(vault, SETTINGS, "vouchsafe", VaultFixture.CLOCK));
    assertTrue(keys.refresh(), () -> keys.faults().toString());
    signing = lanes(vault);
    signer = new JoseSigner(signing);
  }

  @AfterEach
  void mend() {
    proxy.up();
    proxy.mend();
    proxy.forget();
  }

  @AfterAll
  static void stop() {
    vault.close();
    proxy.close();
    bao.close();
    vertx.close();
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void signsExactlyWhatWasPrepared(SigningAlgorithm algorithm) throws Exception {
    PreparedToken token = prepare(algorithm);

    SignedJWT jwt = SignedJWT.parse(signer.sign(handle(token, AMPLE)));

    assertTrue(jwt.verify(VaultFixture.verifier(token)));
    assertEquals(
        Map.of("alg", algorithm.name(), "kid", token.keyVersion().kid().value(), "typ", "JWT"),
        jwt.getHeader().toJSONObject());
    assertEquals(
        JSON.readTree(JSON.writeValueAsString(token.claims())),
        JSON.readTree(jwt.getPayload().toString()));
  }

  @Test
  void marksGrantsAsGrants() throws Exception {
    PreparedToken grant =
        VaultFixture.issuance(keys, signer).prepareGrant("g", Duration.ofHours(1), CLAIMS);

    SignedJWT jwt = SignedJWT.parse(signer.sign(handle(grant, AMPLE)));

    assertTrue(jwt.verify(VaultFixture.verifier(grant)));
    assertEquals("grant+jwt", jwt.getHeader().getType().getType());
    assertEquals(Set.of("alg", "kid", "typ"), jwt.getHeader().toJSONObject().keySet());
  }

  @Test
  void signsUnderTheVersionThatIsPinnedWhateverIsNewest() throws Exception {
    PreparedToken token = prepare(SigningAlgorithm.ES256);
    bao.rotate("vouchsafe-es256");

    assertTrue(
        SignedJWT.parse(signer.sign(handle(token, AMPLE))).verify(VaultFixture.verifier(token)));
  }

  @Test
  void aHandleSignsOnce() {
    SigningHandle handle = handle(prepare(SigningAlgorithm.ES256), AMPLE);
    signer.sign(handle);

    assertThrows(IllegalStateException.class, () -> signer.sign(handle));
    assertEquals(1, proxy.seen(SIGNING).size());
  }

  @Test
  void sendsTheDigestAndNamesTheVersion() throws JsonProcessingException {
    List<String> bodies = new ArrayList<>();
    proxy.breaks(
        SIGNING,
        (request, upstream) -> {
          bodies.add(new String(request.body(), java.nio.charset.StandardCharsets.UTF_8));
          return upstream.answer(request);
        });
    PreparedToken token = prepare(SigningAlgorithm.RS256);

    signer.sign(handle(token, AMPLE));

    var body = JSON.readTree(bodies.getFirst());
    assertEquals(token.keyVersion().number(), body.path("key_version").intValue());
    assertEquals("pkcs1v15", body.path("signature_algorithm").asText());
    assertTrue(body.path("prehashed").booleanValue());
    assertEquals(44, body.at("/batch_input/0/input").asText().length());
  }

  @Test
  void refusesTheSignatureOfAnotherVersion() {
    proxy.breaks(SIGNING, Fault.rewrite(body -> body.replace("vault:v1:", "vault:v2:")));
    assertEquals(Problem.Kind.WRONG_ANSWER, refusal(SigningAlgorithm.ES256).kind());

    proxy.breaks(
        SIGNING, Fault.rewrite(body -> body.replace("\"key_version\":1", "\"key_version\":2")));
    assertEquals(Problem.Kind.WRONG_ANSWER, refusal(SigningAlgorithm.ES256).kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "null",
        "{}",
        "{\"data\":{}}",
        "{\"data\":{\"batch_results\":{}}}",
        "{\"data\":{\"batch_results\":[]}}",
        "{\"data\":{\"batch_results\":[null]}}",
        "{\"data\":{\"batch_results\":[{}]}}",
        "{\"data\":{\"batch_results\":[{\"error\":\"no\"}]}}",
        "{\"data\":{\"batch_results\":[{\"error\":\"no\",\"reference\":\"0\"}]}}",
        "{\"data\":{\"key_version\":1,\"signature\":\"vault:v1:AAAA\"}}"
      })
  void refusesAnAnswerThatIsNotOfTheApi(String body) {
    proxy.breaks(SIGNING, Fault.answer(200, body));

    assertEquals(Problem.Kind.WRONG_ANSWER, refusal(SigningAlgorithm.RS256).kind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":\"vault:v1:\"",
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":\"vault:v1:***\"",
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":\"vault:v1:AAAA\"",
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":\"vault:v1:MAYCAQECAQEA\"",
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":\"vault:v1:MAYCAQECAQA=\"",
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":7",
        "\"signature\":\"vault:v1:[^\"]*\" \"other\":\"\"",
        "\"(vault:v1:[^\"]*)\" \"$1:\"",
        "\"key_version\":1 \"key_version\":1.0",
        "\"key_version\":1 \"key_version\":\"1\"",
        "\"key_version\":1 \"key_version\":1,\"key_version\":1",
        "$ {}"
      })
  void refusesAnAnswerThatIsNoSignature(String pattern, String instead) {
    proxy.breaks(SIGNING, Fault.rewrite(body -> body.strip().replaceAll(pattern, instead)));

    Problem problem = refusal(SigningAlgorithm.ES256);

    assertEquals(Problem.Kind.WRONG_ANSWER, problem.kind());
    assertFalse(problem.getMessage().contains("AAAA"), problem::getMessage);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 500, 502, 503, 301})
  void saysThatTheVersionMayBeRefusedWhateverTheTextOfTheRefusal(int status) {
    proxy.breaks(SIGNING, Fault.answer(status, "{\"errors\":[\"deep secret\"]}"));

    Problem problem = refusal(SigningAlgorithm.ES256);

    assertEquals(Problem.Kind.VERSION_REFUSED, problem.kind());
    assertFalse(problem.getMessage().contains("deep secret"));
    assertEquals(1, proxy.seen(SIGNING).size());
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429})
  void isUnavailableWhenVaultRefusesTheCaller(int status) {
    proxy.breaks(SIGNING, Fault.answer(status, "{\"errors\":[\"deep secret\"]}"));

    Problem problem = refusal(SigningAlgorithm.ES256);

    assertEquals(Problem.Kind.UNAVAILABLE, problem.kind());
    assertEquals(Duration.ofSeconds(1), problem.retryAfter().orElseThrow());
    assertFalse(problem.getMessage().contains("deep secret"));
    assertFalse(signing.attempts().trouble().orElseThrow().reason().contains("deep secret"));
    assertEquals(1, proxy.seen(SIGNING).size());
  }

  @Test
  void namesThePolicyLineThatIsMissing() {
    proxy.breaks(SIGNING, Fault.answer(403, "{\"errors\":[\"permission denied\"]}"));
    refusal(SigningAlgorithm.ES256);

    String reason = signing.attempts().trouble().orElseThrow().reason();
    assertTrue(reason.contains("update on transit/sign/vouchsafe-es256"), reason);

    proxy.mend();
    signer.sign(handle(prepare(SigningAlgorithm.ES256), AMPLE));
    assertTrue(signing.attempts().trouble().isEmpty());
  }

  @Test
  void passesOnWhenToComeAgain() {
    proxy.breaks(
        SIGNING,
        (request, upstream) ->
            new BreakingProxy.Response(429, Map.of("Retry-After", "17"), new byte[0], 0));

    assertEquals(
        Duration.ofSeconds(17), refusal(SigningAlgorithm.ES256).retryAfter().orElseThrow());
  }

  @Test
  void saysThatVaultIsSealed() {
    bao.seal();
    try {
      assertEquals("Vault is sealed", refusal(SigningAlgorithm.ES256).getMessage());
    } finally {
      bao.unseal();
    }
  }

  @Test
  void isUnavailableWhenTheConnectionBreaks() {
    proxy.breaks(SIGNING, Fault.reset());
    assertEquals(Problem.Kind.UNAVAILABLE, refusal(SigningAlgorithm.ES256).kind());

    proxy.breaks(SIGNING, Fault.truncate());
    assertEquals(Problem.Kind.UNAVAILABLE, refusal(SigningAlgorithm.ES256).kind());

    proxy.down();
    assertEquals("Vault cannot be reached", refusal(SigningAlgorithm.ES256).getMessage());
  }

  @Test
  void doesNotWaitBeyondTheDeadlineAndFreesItsPlace() {
    try (VaultAccess narrow = narrow(1, 4)) {
      JoseSigner signer = new JoseSigner(lanes(narrow));
      proxy.breaks(SIGNING, Fault.delay(Duration.ofMinutes(5)));
      SigningHandle late = handle(prepare(SigningAlgorithm.ES256), Duration.ofMillis(300));

      Problem problem =
          assertTimeoutPreemptively(
              Duration.ofMinutes(1), () -> assertThrows(Problem.class, () -> signer.sign(late)));
      assertEquals("Vault did not answer in time", problem.getMessage());

      proxy.mend();
      signer.sign(handle(prepare(SigningAlgorithm.ES256), AMPLE));
    }
  }

  @Test
  void waitingForAConnectionCountsToo() throws Exception {
    try (VaultAccess narrow = narrow(1, 4);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      JoseSigner signer = new JoseSigner(lanes(narrow));
      proxy.breaks(SIGNING, Fault.delay(Duration.ofSeconds(3)));
      Future<String> first =
          callers.submit(() -> signer.sign(handle(prepare(SigningAlgorithm.ES256), AMPLE)));
      VaultFixture.eventually("the first call", () -> !proxy.seen(SIGNING).isEmpty());

      SigningHandle waiting = handle(prepare(SigningAlgorithm.ES256), Duration.ofMillis(100));
      Problem problem = assertThrows(Problem.class, () -> signer.sign(waiting));

      assertEquals("Vault did not answer in time", problem.getMessage());
      first.get();
      assertEquals(1, proxy.seen(SIGNING).size());
    }
  }

  private static SigningLanes lanes(VaultAccess vault) {
    return new SigningLanes(vault, SETTINGS, VaultFixture.SIGNING, VaultFixture.CLOCK);
  }

  private static VaultAccess narrow(int poolSize, int maxWaiting) {
    TransitSettings settings =
        new TransitSettings(
            "transit", new VaultSettings(Duration.ofSeconds(10), poolSize, maxWaiting));
    VaultAccess access =
        VaultAccess.open(
            VaultFixture.config(
                proxy.address(), VaultFixture.token(bao.tokenWith("vouchsafe-signer"))),
            vertx,
            settings.calls(),
            VaultFixture.CLOCK);
    access.get("transit/keys/vouchsafe-es256", io.vouchsafe.base.Deadline.in(AMPLE));
    return access;
  }

  private static Problem refusal(SigningAlgorithm algorithm) {
    SigningHandle handle = handle(prepare(algorithm), AMPLE);
    return assertThrows(Problem.class, () -> signer.sign(handle));
  }

  private static PreparedToken prepare(SigningAlgorithm algorithm) {
    return VaultFixture.issuance(keys, signer)
        .prepare(
            new TokenShape(
                "deployment:shop/checkout/d-42",
                "sts.amazonaws.com",
                Duration.ofMinutes(5),
                algorithm,
                CLAIMS));
  }

  private static SigningHandle handle(PreparedToken token, Duration deadline) {
    return VaultFixture.handle(keys, token, deadline);
  }
}
