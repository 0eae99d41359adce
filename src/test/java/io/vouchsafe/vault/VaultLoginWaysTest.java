package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.vault.VaultLogins.PREFIX;
import static io.vouchsafe.vault.VaultLogins.read;
import static io.vouchsafe.vault.VaultLogins.works;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The ways of logging in to a real OpenBao. */
class VaultLoginWaysTest {
  @RegisterExtension static final VaultLogins vaults = VaultLogins.shared();

  private static final OpenBao bao = vaults.bao();
  private static final BreakingProxy proxy = vaults.proxy();

  @TempDir Path folder;

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
    try (VaultAccess vault = vaults.open(config)) {
      assertThrows(VaultFailure.class, () -> read(vault));
      proxy.up();
      eventually("a login after the outage", () -> works(vault));
      vaults.revokeAll();

      read(vault);

      assertEquals(1, proxy.seen(path -> path.endsWith("/unwrap")).size());
      assertEquals(2, vaults.logins());
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
    try (VaultAccess vault = vaults.open(config)) {
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
    try (VaultAccess vault = vaults.open(config)) {
      VaultFailure missing = assertThrows(VaultFailure.class, () -> read(vault));
      assertTrue(missing.getMessage().contains(file.toString()), missing::getMessage);

      Files.writeString(file, "not-a-jwt\n");
      eventually("a refusal", () -> !works(vault) && vaults.logins() > 0);

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
    try (VaultAccess vault = vaults.open(config)) {
      read(vault);
    }
  }

  @Test
  void aWrappedTokenIsUnwrappedOnce() {
    Map<String, String> config =
        Map.of(PREFIX + "client-token-wrapping-token", bao.wrappedTokenWith("vouchsafe-signer"));
    try (VaultAccess vault = vaults.open(config)) {
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
    try (VaultAccess vault = vaults.open(config)) {
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
}
