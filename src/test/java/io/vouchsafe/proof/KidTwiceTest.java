package io.vouchsafe.proof;

import static io.vouchsafe.testing.Jwts.OTHER_RSA;
import static io.vouchsafe.testing.Jwts.P256;
import static io.vouchsafe.testing.Jwts.RSA;
import static io.vouchsafe.testing.Jwts.SHORT_RSA;
import static io.vouchsafe.testing.Jwts.ec;
import static io.vouchsafe.testing.Jwts.ecJwk;
import static io.vouchsafe.testing.Jwts.jwks;
import static io.vouchsafe.testing.Jwts.rsaJwk;
import static io.vouchsafe.testing.Jwts.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JWKS that lists a key twice, or two keys under one kid. */
class KidTwiceTest extends TrustedProofs {
  private ProofVerifier trusting(List<String> keys) throws IOException {
    String jwks = jwks(keys.toArray(String[]::new));
    return new ProofVerifier(
        List.of(trusted("twice", new Identity.Issuer(ISS), AUD, jwks)), clock, events);
  }

  private static String jwk(KeyPair pair, String kid) {
    return pair.getPublic().getAlgorithm().equals("RSA")
        ? rsaJwk(pair, kid).build().toJSONString()
        : ecJwk(pair, kid).build().toJSONString();
  }

  @Test
  void aKeyThatIsListedTwiceVerifies() throws IOException {
    String bound = rsaJwk(RSA, "rsa").algorithm(JWSAlgorithm.RS256).build().toJSONString();
    for (List<String> keys :
        List.of(
            List.of(jwk(RSA, "rsa"), jwk(RSA, "rsa")),
            List.of(jwk(RSA, "rsa"), bound),
            List.of(jwk(RSA, "rsa"), jwk(RSA, "other")))) {
      assertEquals("edge:1", trusting(keys).verify(rs256(good())).subject());
    }
  }

  @Test
  void aKeyThatIsListedTwiceCountsOnce() throws IOException {
    ProofVerifier verifier = trusting(List.of(jwk(RSA, "rsa"), jwk(RSA, "rsa")));
    verifier.verify(rs256(good()));
    assertEquals(1, verifier.keysOf(verifier.issuers().iterator().next()).count());
  }

  @Test
  void eachOfTwoKeysOfOneKidVerifies() throws IOException {
    ProofVerifier two = trusting(List.of(jwk(RSA, "rsa"), jwk(P256, "rsa"), jwk(OTHER_RSA, "rsa")));
    assertEquals("edge:1", two.verify(rs256(good())).subject());
    String other = signed(header("RS256", "rsa"), good(), OTHER_RSA.getPrivate(), "SHA256withRSA");
    assertEquals("edge:1", two.verify(other).subject());
    String none = signed(header("RS256", "rsa"), good(), SHORT_RSA.getPrivate(), "SHA256withRSA");
    Expect.refused("signature does not verify", () -> two.verify(none));
  }

  @Test
  void aStrangerCausesAtMost8Checks() throws IOException {
    List<KeyPair> pairs = IntStream.range(0, 9).mapToObj(_ -> ec("secp256r1")).toList();
    ProofVerifier nine = trusting(pairs.stream().map(pair -> jwk(pair, "k")).toList());
    assertEquals("edge:1", nine.verify(es256("k", pairs.get(7))).subject());
    Expect.refused("signature does not verify", () -> nine.verify(es256("k", pairs.get(8))));
  }

  private String es256(String kid, KeyPair pair) {
    return signed(header("ES256", kid), good(), pair.getPrivate(), "SHA256withECDSAinP1363Format");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void whatVerifiesIsWhatAnotherImplementationVerifies(int seed) throws Exception {
    Random random = new Random(seed);
    List<KeyPair> pairs = List.of(RSA, OTHER_RSA, P256, ec("secp256r1"));
    List<String> kids = List.of("a", "b", "c");
    int good = 0;
    for (int round = 0; round < 60; round++) {
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        keys.add(jwk(pick(pairs, random), pick(kids, random)));
      }
      String jwt = proof(pick(kids, random), pick(pairs, random));
      boolean expected = nimbusVerifies(jwt, jwks(keys.toArray(String[]::new)));
      good += expected ? 1 : 0;
      assertEquals(expected, verifies(trusting(keys), jwt), () -> keys + " " + jwt);
    }
    assertTrue(good > 5 && good < 55, "both happen: " + good);
  }

  private String proof(String kid, KeyPair pair) {
    return pair.getPublic().getAlgorithm().equals("RSA")
        ? signed(header("RS256", kid), good(), pair.getPrivate(), "SHA256withRSA")
        : es256(kid, pair);
  }

  private static <T> T pick(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  private static boolean verifies(ProofVerifier verifier, String jwt) {
    try {
      verifier.verify(jwt);
      return true;
    } catch (Problem refused) {
      return false;
    }
  }

  private static boolean nimbusVerifies(String jwt, String jwks) throws Exception {
    DefaultJWTProcessor<SecurityContext> nimbus = new DefaultJWTProcessor<>();
    nimbus.setJWTClaimsSetVerifier((_, _) -> {});
    nimbus.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256),
            new ImmutableJWKSet<>(JWKSet.parse(jwks))));
    try {
      nimbus.process(jwt, null);
      return true;
    } catch (BadJOSEException refused) {
      return false;
    }
  }
}
