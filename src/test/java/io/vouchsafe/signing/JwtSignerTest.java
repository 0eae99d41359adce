package io.vouchsafe.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.LogLines;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SigningHandle;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What SmallRye JWT makes of a prepared token, and of a signer that fails; no Vault is needed. */
class JwtSignerTest {
  private static final Duration AMPLE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Object> CLAIMS = new LinkedHashMap<>();

  static {
    CLAIMS.put("org", "shöp \"1\"/\\\n\u2028\ud83d\ude00</script>");
    CLAIMS.put("empty", "");
    CLAIMS.put("build", 9_007_199_254_740_991L);
    CLAIMS.put("small", -7);
    CLAIMS.put("canary", true);
    CLAIMS.put("stable", false);
    CLAIMS.put("roles", List.of("one"));
    CLAIMS.put("none", List.of());
    CLAIMS.put("nested", Map.of("names", List.of("a", "b"), "deep", Map.of("on", true, "n", 1L)));
    CLAIMS.put("auth_time", "a claim of the workload");
    CLAIMS.put("groups", "all");
  }

  /** What stands before a SHA-256 digest in PKCS #1 v1.5 (RFC 8017, 9.2, note 1). */
  private static final byte[] SHA256_DIGEST_INFO =
      HexFormat.of().parseHex("3031300d060960864801650304020105000420");

  private static IssuerKeys keys;

  @RegisterExtension private final LogLines log = new LogLines(JwtSigner.class);
  private final Set<String> set = new HashSet<>();

  @BeforeAll
  static void read() {
    VouchsafeProvider.install();
    Instant now = VaultFixture.CLOCK.instant();
    keys =
        VaultFixture.keys(
            role -> new KeyReading.Good(Keys.key(role, 1, 0, now, now), Optional.empty()));
    keys.refresh();
  }

  @AfterEach
  void unset() {
    set.forEach(System::clearProperty);
  }

  /** As an operator would; the service itself refuses to start with such settings. */
  private void set(String name, String value) {
    System.setProperty("smallrye.jwt." + name, value);
    set.add("smallrye.jwt." + name);
  }

  private static PreparedToken prepare(SigningAlgorithm algorithm) {
    return VaultFixture.issuance(keys, handle -> "").prepare(VaultFixture.shape(algorithm, CLAIMS));
  }

  private static PreparedToken grant() {
    return VaultFixture.issuance(keys, handle -> "")
        .prepareGrant("deployment:d-42", Duration.ofHours(1), CLAIMS);
  }

  private static SigningHandle handle(PreparedToken token) {
    return VaultFixture.handle(keys, token, AMPLE);
  }

  private static byte[] signature(TransitPrivateKey key, byte[] digest) {
    try {
      boolean rsa = key.signingAlgorithm() == SigningAlgorithm.RS256;
      Signature signer = Signature.getInstance(rsa ? "NONEwithRSA" : "NONEwithECDSA");
      signer.initSign(Keys.pair(key.signingAlgorithm(), key.version().number()).getPrivate());
      if (rsa) {
        signer.update(SHA256_DIGEST_INFO);
      }
      signer.update(digest);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode part(String jws, int index) throws Exception {
    return JSON.readTree(Base64.getUrlDecoder().decode(jws.split("\\.")[index]));
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String signed(PreparedToken token) {
    return JwtSigner.sign(handle(token), JwtSignerTest::signature);
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void theHeaderIsAlgKidAndTyp(SigningAlgorithm algorithm) throws Exception {
    PreparedToken token = prepare(algorithm);

    String jws = signed(token);

    assertEquals(
        JSON.valueToTree(
            Map.of("alg", algorithm.name(), "kid", token.keyVersion().kid().value(), "typ", "JWT")),
        part(jws, 0));
    assertTrue(SignedJWT.parse(jws).verify(VaultFixture.verifier(token)));
  }

  @Test
  void aGrantIsTypedAsOne() throws Exception {
    PreparedToken grant = grant();

    String jws = signed(grant);

    assertEquals(Set.of("alg", "kid", "typ"), names(part(jws, 0)));
    assertEquals("grant+jwt", part(jws, 0).path("typ").asText());
    assertEquals(JSON.readTree(JSON.writeValueAsString(grant.claims())), part(jws, 1));
    assertTrue(SignedJWT.parse(jws).verify(VaultFixture.verifier(grant)));
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void theClaimsAreThoseThatWerePreparedWithTheirTypes(SigningAlgorithm algorithm)
      throws Exception {
    PreparedToken token = prepare(algorithm);

    JsonNode claims = part(signed(token), 1);

    assertEquals(JSON.readTree(JSON.writeValueAsString(token.claims())), claims);
    assertEquals(token.claims().keySet(), names(claims));
    for (String time : List.of("iat", "nbf", "exp")) {
      assertTrue(claims.path(time).isIntegralNumber(), time);
      assertEquals(token.claims().get(time), claims.path(time).longValue());
    }
    assertTrue(claims.path("aud").isTextual());
    assertEquals(token.id(), claims.path("jti").textValue());
    assertTrue(claims.path("roles").isArray());
    assertTrue(claims.path("canary").isBoolean());
    assertTrue(claims.at("/nested/deep/on").isBoolean());
    assertTrue(claims.path("build").isIntegralNumber());
  }

  @ParameterizedTest
  @CsvSource({
    "new-token.issuer, https://other.example",
    "new-token.audience, other",
    "new-token.lifespan, 7",
    "new-token.signature-algorithm, RS512",
    "new-token.add-default-claims, true",
    "sign.key.id, other"
  })
  void whatIsConfiguredForMissingMembersIsNotUsed(String name, String value) throws Exception {
    set(name, value);
    PreparedToken token = prepare(SigningAlgorithm.ES256);

    String jws = signed(token);

    assertEquals(JSON.readTree(JSON.writeValueAsString(token.claims())), part(jws, 1));
    assertEquals(Set.of("alg", "kid", "typ"), names(part(jws, 0)));
    assertEquals("ES256", part(jws, 0).path("alg").asText());
    assertEquals(token.keyVersion().kid().value(), part(jws, 0).path("kid").asText());
  }

  @Test
  void whatTheKeyThrowsComesOutAsItIs() {
    Problem unavailable = Problem.unavailable("Vault is sealed", Duration.ofSeconds(3));

    Problem thrown =
        assertThrows(
            Problem.class,
            () ->
                JwtSigner.sign(
                    handle(prepare(SigningAlgorithm.ES256)),
                    (key, digest) -> {
                      throw unavailable;
                    }));

    assertSame(unavailable, thrown);
    assertEquals(0, thrown.getSuppressed().length);
    assertEquals(List.of(), log.lines());
  }

  @Test
  void aHandleThatHasSignedIsAnIllegalStateWithoutATrace() {
    SigningHandle handle = handle(prepare(SigningAlgorithm.ES256));
    List<byte[]> digests = new ArrayList<>();
    DigestSigner counting =
        (key, digest) -> {
          digests.add(digest);
          return signature(key, digest);
        };
    JwtSigner.sign(handle, counting);

    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> JwtSigner.sign(handle, counting));

    assertEquals(1, digests.size());
    assertNull(thrown.getCause());
    assertFalse(thrown.toString().contains("ey"), thrown::toString);
  }

  @Test
  void whatIsNoSignatureIsAWrongAnswerAndNoPartOfTheTokenIsTold() {
    Problem thrown =
        assertThrows(
            Problem.class,
            () ->
                JwtSigner.sign(
                    handle(prepare(SigningAlgorithm.ES256)), (key, digest) -> new byte[] {1, 2}));

    assertEquals(Problem.Kind.WRONG_ANSWER, thrown.kind());
    assertEquals("Vault's answer is not a signature", thrown.getMessage());
    holdsNoToken(thrown);
  }

  @Test
  void aTokenThatCannotBeBuiltIsOurFaultAndNoPartOfItIsTold() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalArgumentException("eyJ of deployment:shop/checkout");
          }
        };
    PreparedToken token =
        VaultFixture.issuance(keys, handle -> "")
            .prepare(VaultFixture.shape(SigningAlgorithm.ES256, Map.of("org", broken)));

    Problem thrown = assertThrows(Problem.class, () -> signed(token));

    assertEquals(Problem.Kind.INTERNAL, thrown.kind());
    assertEquals("the token could not be built", thrown.getMessage());
    holdsNoToken(thrown);
  }

  private void holdsNoToken(Problem thrown) {
    assertNull(thrown.getCause());
    assertEquals(0, thrown.getSuppressed().length);
    assertEquals(1, log.lines().size());
    String line = log.lines().getFirst();
    assertFalse(line.contains("eyJ") || line.contains("checkout"), line);
  }
}
