package io.vouchsafe.signing;

import static io.vouchsafe.testing.TransitBed.SIGNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.SigningHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens and grants that a real OpenBao signs under the signer's policy. */
class TransitSigningTest {
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

  @RegisterExtension static final TransitBed bed = TransitBed.ofSigner();

  private static TransitBed.Signing signing;

  @BeforeAll
  static void start() {
    signing = bed.signing();
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void signsExactlyWhatWasPrepared(SigningAlgorithm algorithm) throws Exception {
    PreparedToken token = prepare(algorithm);

    SignedJWT jwt = SignedJWT.parse(signing.signer().sign(handle(token, AMPLE)));

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
        VaultFixture.issuance(signing.keys(), signing.signer())
            .prepareGrant("g", Duration.ofHours(1), CLAIMS);

    SignedJWT jwt = SignedJWT.parse(signing.signer().sign(handle(grant, AMPLE)));

    assertTrue(jwt.verify(VaultFixture.verifier(grant)));
    assertEquals("grant+jwt", jwt.getHeader().getType().getType());
    assertEquals(Set.of("alg", "kid", "typ"), jwt.getHeader().toJSONObject().keySet());
  }

  @Test
  void signsUnderTheVersionThatIsPinnedWhateverIsNewest() throws Exception {
    PreparedToken token = prepare(SigningAlgorithm.ES256);
    bed.bao().rotate("vouchsafe-es256");

    assertTrue(
        SignedJWT.parse(signing.signer().sign(handle(token, AMPLE)))
            .verify(VaultFixture.verifier(token)));
  }

  @Test
  void aHandleSignsOnce() {
    SigningHandle handle = handle(prepare(SigningAlgorithm.ES256), AMPLE);
    signing.signer().sign(handle);

    assertThrows(IllegalStateException.class, () -> signing.signer().sign(handle));
    assertEquals(1, bed.proxy().seen(SIGNING).size());
  }

  @Test
  void sendsTheDigestAndNamesTheVersion() throws JsonProcessingException {
    List<String> bodies = new ArrayList<>();
    bed.proxy()
        .breaks(
            SIGNING,
            (request, upstream) -> {
              bodies.add(new String(request.body(), StandardCharsets.UTF_8));
              return upstream.answer(request);
            });
    PreparedToken token = prepare(SigningAlgorithm.RS256);

    signing.signer().sign(handle(token, AMPLE));

    var body = JSON.readTree(bodies.getFirst());
    assertEquals(token.keyVersion().number(), body.path("key_version").intValue());
    assertEquals("pkcs1v15", body.path("signature_algorithm").asText());
    assertTrue(body.path("prehashed").booleanValue());
    assertEquals(44, body.at("/batch_input/0/input").asText().length());
  }

  /** What the signer's Vault policy allows, and {@code VaultRole} tries against it. */
  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void sendsNoOtherParametersThanItsVaultPolicyNames(SigningAlgorithm algorithm)
      throws JsonProcessingException {
    List<String> bodies = new ArrayList<>();
    bed.proxy()
        .breaks(
            SIGNING,
            (request, upstream) -> {
              bodies.add(new String(request.body(), StandardCharsets.UTF_8));
              return upstream.answer(request);
            });

    signing.signer().sign(handle(prepare(algorithm), AMPLE));

    Map<String, JsonNode> sent = new TreeMap<>();
    JSON.readTree(bodies.getFirst())
        .properties()
        .forEach(it -> sent.put(it.getKey(), it.getValue()));
    Set<String> names =
        new TreeSet<>(
            Set.of(
                "batch_input",
                "hash_algorithm",
                "key_version",
                "marshaling_algorithm",
                "prehashed"));
    if (algorithm == SigningAlgorithm.RS256) {
      names.add("signature_algorithm");
    }
    assertEquals(names, sent.keySet());
    assertEquals("sha2-256", sent.get("hash_algorithm").asText());
    assertEquals("asn1", sent.get("marshaling_algorithm").asText());
  }

  private static PreparedToken prepare(SigningAlgorithm algorithm) {
    return signing.prepare(VaultFixture.shape(algorithm, CLAIMS));
  }

  private static SigningHandle handle(PreparedToken token, Duration deadline) {
    return signing.handle(token, deadline);
  }
}
