package io.vouchsafe.vault;

import static io.vouchsafe.testing.VaultFixture.CLOCK;
import static io.vouchsafe.testing.VaultFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vertx.core.Vertx;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in to a real OpenBao, and staying logged in. */
class VaultSessionTest {
  private static final String KEY = "transit/keys/vouchsafe-es256";
  private static final String PREFIX = "quarkus.vault.authentication.";
  private static final LoginBackoff EAGER =
      new LoginBackoff(
          Duration.ZERO, Duration.ofHours(1), Duration.ofMillis(50), Duration.ofMillis(200));

  private static Vertx vertx;
  private static OpenBao bao;
  private static BreakingProxy proxy;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    bao = OpenBao.start();
    proxy = BreakingProxy.before(bao.address());
  }

  @AfterEach
  void mend() {
    proxy.up();
    proxy.mend();
    proxy.forget();
  }

  @AfterAll
  static void stop() {
    proxy.close();
    bao.close();
    vertx.close();
  }

  @Test
  void fiftyCallersLogInOnce() throws Exception {
    try (VaultAccess vault = open(appRole("fifty", Map.of()), EAGER)) {
      proxy.breaks(path -> path.endsWith("/login"), Fault.delay(Duration.ofSeconds(1)));

      assertEquals(List.of(), failures(vault, 50));

      assertEquals(1, logins());
    }
  }

  @Test
  void aRefusedLoginIsNotTriedAgainByEveryCaller() throws Exception {
    LoginBackoff patient =
        new LoginBackoff(Duration.ZERO, Duration.ZERO, Duration.ofHours(1), Duration.ofHours(1));
    Map<String, String> wrong =
        Map.of(PREFIX + "app-role.role-id", "nobody", PREFIX + "app-role.secret-id", "nothing");
    try (VaultAccess vault = open(wrong, patient)) {
      List<VaultFailure> failures = failures(vault, 50);

      assertEquals(50, failures.size());
      assertEquals(VaultFailure.Kind.LOGIN_REFUSED, failures.getFirst().kind());
      assertFalse(works(vault));
      assertTrue(vault.logins().trouble().isPresent());
      assertEquals(1, logins());
    }
  }

  @Test
  void aTokenIsRenewedBeforeItEnds() throws Exception {
    try (VaultAccess vault = open(appRole("short", Map.of("token_period", "6s")), EAGER)) {
      read(vault);
      Instant end = CLOCK.instant().plusSeconds(7);
      eventually("two renewals", () -> renewals() >= 2 && CLOCK.instant().isAfter(end));

      read(vault);

      assertEquals(1, logins());
    }
  }

  @Test
  void aTokenNearItsMaximumIsReplacedAhead() throws Exception {
    Map<String, String> config =
        appRole("bounded", Map.of("token_period", "0", "token_ttl", "6s", "token_max_ttl", "8s"));
    try (VaultAccess vault = open(config, EAGER)) {
      read(vault);

      eventually("a second login", () -> logins() >= 2);
      read(vault);

      assertEquals(0, proxy.seen(path -> path.endsWith("/lookup-self")).size());
    }
  }

  @Test
  void aTokenThatMayNotBeRenewedIsReplaced() throws Exception {
    proxy.breaks(path -> path.endsWith("/renew-self"), Fault.answer(403, "{}"));
    try (VaultAccess vault = open(appRole("refused", Map.of("token_period", "4s")), EAGER)) {
      read(vault);

      eventually("a second login", () -> logins() >= 2);

      read(vault);
    }
  }

  @Test
  void aRenewalThatFailsIsTriedAgain() throws Exception {
    proxy.breaks(path -> path.endsWith("/renew-self"), Fault.answer(500, "{}"));
    try (VaultAccess vault = open(appRole("patient", Map.of("token_period", "20s")), EAGER)) {
      read(vault);
      eventually("some renewals", () -> renewals() >= 3);
      proxy.mend();
      int before = renewals();

      eventually("a renewal", () -> renewals() > before);

      read(vault);
      assertEquals(1, logins());
    }
  }

  @Test
  void batchTokensAreReplacedAhead() throws Exception {
    Map<String, String> config =
        appRole("batch", Map.of("token_period", "0", "token_ttl", "3s", "token_type", "batch"));
    try (VaultAccess vault = open(config, EAGER)) {
      read(vault);

      eventually("a second login", () -> logins() >= 2);

      read(vault);
      assertEquals(0, renewals());
    }
  }

  @Test
  void aRevokedTokenIsReplacedOnce() throws Exception {
    try (VaultAccess vault = open(appRole("revoked", Map.of()), EAGER)) {
      read(vault);
      revokeAll();

      assertEquals(List.of(), failures(vault, 50));

      assertEquals(2, logins());
    }
  }

  @Test
  void aRefusalUnderALivingTokenBringsNoLogin() throws Exception {
    try (VaultAccess vault = open(appRole("alive", Map.of()), EAGER)) {
      for (int i = 0; i < 5; i++) {
        VaultFailure failure =
            assertThrows(VaultFailure.class, () -> read(vault, "sys/policies/acl"));
        assertEquals(VaultFailure.Kind.DENIED, failure.kind());
      }

      assertEquals(1, logins());
      read(vault);
    }
  }

  @Test
  void aRoleThatWasGivenMoreIsTakenUp() throws Exception {
    LoginBackoff curious =
        new LoginBackoff(
            Duration.ZERO, Duration.ZERO, Duration.ofMillis(50), Duration.ofMillis(200));
    Map<String, String> config = appRole("late", Map.of("token_policies", "default"));
    try (VaultAccess vault = open(config, curious)) {
      assertThrows(VaultFailure.class, () -> read(vault));
      bao.root()
          .write("auth/approle/role/late", Map.of("token_policies", "default,vouchsafe-signer"));

      read(vault);
    }
  }

  @Test
  void countedUsesAreNotExceeded() throws Exception {
    try (VaultAccess vault = open(appRole("counted", Map.of("token_num_uses", 3)), EAGER)) {
      assertEquals(List.of(), failures(vault, 9));

      assertEquals(3, logins());
      assertEquals(9, proxy.seen(path -> path.endsWith(KEY)).size());
    }
  }

  @Test
  void aWrappedSecretIdIsUnwrappedOnceAndServesLaterLogins() {
    bao.appRole("wrapped", "vouchsafe-signer");
    String roleId = bao.root().read("auth/approle/role/wrapped/role-id").path("role_id").asText();
    Map<String, String> config =
        Map.of(
            PREFIX + "app-role.role-id",
            roleId,
            PREFIX + "app-role.secret-id-wrapping-token",
            bao.wrappedSecretId("wrapped"));
    proxy.down();
    try (VaultAccess vault = open(config, EAGER)) {
      assertThrows(VaultFailure.class, () -> read(vault));
      proxy.up();
      eventually("a login after the outage", () -> works(vault));
      revokeAll();

      read(vault);

      assertEquals(1, proxy.seen(path -> path.endsWith("/unwrap")).size());
      assertEquals(2, logins());
    }
  }

  @Test
  void aWrappingTokenThatSomebodyElseUsedIsNamed() {
    bao.appRole("stolen", "vouchsafe-signer");
    String wrapping = bao.wrappedSecretId("stolen");
    assertTrue(bao.as(wrapping).call("POST", "sys/wrapping/unwrap", Map.of()).done());
    Map<String, String> config =
        Map.of(
            PREFIX + "app-role.role-id",
            "any",
            PREFIX + "app-role.secret-id-wrapping-token",
            wrapping);
    try (VaultAccess vault = open(config, EAGER)) {
      VaultFailure failure = assertThrows(VaultFailure.class, () -> read(vault));

      assertEquals(VaultFailure.Kind.LOGIN_REFUSED, failure.kind());
      assertTrue(failure.getMessage().contains("app-role.secret-id-wrapping-token"));
      assertFalse(failure.getMessage().contains(wrapping));
    }
  }

  @Test
  void aJwtIsReadFromItsFileAtEachLogin() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    bao.root().write("sys/auth/jwt", Map.of("type", "jwt"));
    bao.root()
        .write(
            "auth/jwt/config",
            Map.of(
                "jwt_validation_pubkeys",
                "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                    + "\n-----END PUBLIC KEY-----"));
    bao.root()
        .write(
            "auth/jwt/role/issuer",
            Map.of(
                "role_type", "jwt",
                "user_claim", "sub",
                "bound_audiences", "vault",
                "token_policies", "vouchsafe-signer"));
    Path file = folder.resolve("token");
    Map<String, String> config =
        Map.of(
            PREFIX + "kubernetes.role",
            "issuer",
            PREFIX + "kubernetes.auth-mount-path",
            "jwt",
            PREFIX + "kubernetes.jwt-token-path",
            file.toString());
    try (VaultAccess vault = open(config, EAGER)) {
      VaultFailure missing = assertThrows(VaultFailure.class, () -> read(vault));
      assertTrue(missing.getMessage().contains(file.toString()), missing::getMessage);

      Files.writeString(file, "not-a-jwt\n");
      eventually("a refusal", () -> !works(vault) && logins() > 0);

      Files.writeString(file, jwt(pair) + "\n");
      eventually("a login", () -> works(vault));
    }
  }

  @Test
  void aPasswordLogsIn() {
    bao.root().call("POST", "sys/auth/userpass", Map.of("type", "userpass"));
    bao.root()
        .write(
            "auth/userpass/users/vouchsafe",
            Map.of("password", "pass", "token_policies", "vouchsafe-signer"));
    Map<String, String> config =
        Map.of(PREFIX + "userpass.username", "vouchsafe", PREFIX + "userpass.password", "pass");
    try (VaultAccess vault = open(config, EAGER)) {
      read(vault);
    }
  }

  @Test
  void aGivenTokenIsRenewedIfItCanBe() {
    String token =
        bao.root()
            .write(
                "auth/token/create-orphan",
                Map.of("policies", List.of("vouchsafe-signer"), "period", "6s"))
            .at("/auth/client_token")
            .asText();
    try (VaultAccess vault = open(VaultFixture.token(token), EAGER)) {
      read(vault);
      Instant end = CLOCK.instant().plusSeconds(7);
      eventually("two renewals", () -> renewals() >= 2 && CLOCK.instant().isAfter(end));

      read(vault);
    }
  }

  @Test
  void aGivenTokenReadsWhileItIsLookedUp() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    proxy.breaks(
        path -> path.endsWith("/lookup-self"),
        (request, upstream) -> {
          gate.await();
          return upstream.answer(request);
        });
    String token =
        bao.root()
            .write(
                "auth/token/create-orphan",
                Map.of("policies", List.of("vouchsafe-signer"), "period", "6s"))
            .at("/auth/client_token")
            .asText();
    try (VaultAccess vault = open(VaultFixture.token(token), EAGER)) {
      assertEquals(List.of(), failures(vault, 10));
      gate.countDown();
      eventually("a renewal", () -> renewals() >= 1);

      read(vault);
      assertEquals(1, proxy.seen(path -> path.endsWith("/lookup-self")).size());
    } finally {
      gate.countDown();
    }
  }

  @Test
  void whatTheLookUpOfAGivenTokenFindsComesBeforeWhatACallFinds() {
    proxy.breaks(path -> path.endsWith(KEY), Fault.answer(404, "{}"));
    proxy.breaks(
        path -> path.endsWith("/lookup-self"),
        (request, upstream) -> {
          eventually("a read", () -> !proxy.seen(path -> path.endsWith(KEY)).isEmpty());
          return Fault.answer(404, "{}").apply(request, upstream);
        });
    try (VaultAccess vault = open(VaultFixture.token(bao.rootToken()), EAGER)) {
      VaultFailure failure = assertThrows(VaultFailure.class, () -> read(vault));

      assertEquals(VaultFailure.Kind.LOGIN_REFUSED, failure.kind());
      assertTrue(vault.logins().trouble().isPresent());
    }
  }

  @Test
  void aGivenTokenThatMayNotLookItselfUpIsUsedAsItIs() {
    String policy = "path \"" + KEY + "\" { capabilities = [\"read\"] }";
    bao.root().write("sys/policies/acl/bare", Map.of("policy", policy));
    try (VaultAccess vault = open(VaultFixture.token(bao.tokenWith("bare")), EAGER)) {
      read(vault);
      read(vault);

      assertEquals(1, proxy.seen(path -> path.endsWith("/lookup-self")).size());
    }
  }

  @Test
  void aWrappedTokenIsUnwrappedOnce() {
    Map<String, String> config =
        Map.of(PREFIX + "client-token-wrapping-token", bao.wrappedTokenWith("vouchsafe-signer"));
    try (VaultAccess vault = open(config, EAGER)) {
      read(vault);
      read(vault);

      assertEquals(1, proxy.seen(path -> path.endsWith("/unwrap")).size());
    }
  }

  @Test
  void theNamespaceGoesWithEveryCall() throws Exception {
    List<String> namespaces = new ArrayList<>();
    proxy.breaksAll(
        (request, upstream) -> {
          namespaces.add(request.headers().getOrDefault("X-Vault-Namespace", ""));
          return upstream.answer(request);
        });
    Map<String, String> config = new HashMap<>(VaultFixture.token(bao.rootToken()));
    config.put("quarkus.vault.enterprise.namespace", "team");
    try (VaultAccess vault = open(config, EAGER)) {
      assertThrows(VaultFailure.class, () -> read(vault));

      assertFalse(namespaces.isEmpty());
      assertEquals(List.of(), namespaces.stream().filter(name -> !name.equals("team")).toList());
    }
  }

  private static String jwt(KeyPair pair) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.RS256),
            new JWTClaimsSet.Builder()
                .subject("vouchsafe")
                .audience("vault")
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    jwt.sign(new RSASSASigner(pair.getPrivate()));
    return jwt.serialize();
  }

  private static Map<String, String> appRole(String name, Map<String, ?> parameters) {
    OpenBao.AppRole role = bao.appRole(name, "vouchsafe-signer");
    if (!parameters.isEmpty()) {
      bao.root().write("auth/approle/role/" + name, parameters);
    }
    return Map.of(
        PREFIX + "app-role.role-id", role.roleId(), PREFIX + "app-role.secret-id", role.secretId());
  }

  private static void revokeAll() {
    bao.root().write("sys/leases/revoke-prefix/auth/approle", Map.of());
  }

  private static VaultAccess open(Map<String, String> config, LoginBackoff backoff) {
    VaultRuntimeConfig settings = VaultFixture.config(proxy.address(), config);
    return VaultAccess.open(
        settings, settings.authentication(), vertx, VaultFixture.CALLS, CLOCK, backoff);
  }

  private static void read(VaultAccess vault) {
    read(vault, KEY);
  }

  private static void read(VaultAccess vault, String path) {
    vault.get(path, Deadline.in(Duration.ofSeconds(20)));
  }

  private static boolean works(VaultAccess vault) {
    try {
      read(vault);
      return true;
    } catch (VaultFailure notYet) {
      return false;
    }
  }

  private static List<VaultFailure> failures(VaultAccess vault, int callers) throws Exception {
    List<Callable<VaultFailure>> calls = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      calls.add(
          () -> {
            try {
              read(vault);
              return null;
            } catch (VaultFailure failure) {
              return failure;
            }
          });
    }
    List<VaultFailure> failures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<VaultFailure> outcome : threads.invokeAll(calls)) {
        if (outcome.get() != null) {
          failures.add(outcome.get());
        }
      }
    }
    return failures;
  }

  private static int logins() {
    return proxy.seen(path -> path.endsWith("/login")).size();
  }

  private static int renewals() {
    return proxy.seen(path -> path.endsWith("/renew-self")).size();
  }
}
