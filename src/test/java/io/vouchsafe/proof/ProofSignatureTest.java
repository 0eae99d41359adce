package io.vouchsafe.proof;

import static io.vouchsafe.testing.Jwts.OTHER_RSA;
import static io.vouchsafe.testing.Jwts.P256;
import static io.vouchsafe.testing.Jwts.P384;
import static io.vouchsafe.testing.Jwts.P521;
import static io.vouchsafe.testing.Jwts.RSA;
import static io.vouchsafe.testing.Jwts.SHORT_RSA;
import static io.vouchsafe.testing.Jwts.b64;
import static io.vouchsafe.testing.Jwts.hmac;
import static io.vouchsafe.testing.Jwts.rsaJwk;
import static io.vouchsafe.testing.Jwts.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The algorithm, the key and the signature of a proof. */
class ProofSignatureTest extends TrustedProofs {
  @ParameterizedTest
  @CsvSource({
    "RS256, rsa, SHA256withRSA",
    "RS384, rsa, SHA384withRSA",
    "RS512, rsa, SHA512withRSA",
    "RS256, rsa-bound, SHA256withRSA",
    "ES256, p256, SHA256withECDSAinP1363Format",
    "ES384, p384, SHA384withECDSAinP1363Format",
    "ES512, p521, SHA512withECDSAinP1363Format"
  })
  void everyAllowedAlgorithmVerifies(String alg, String kid, String jca) {
    String jwt = signed(header(alg, kid), good(), key(kid).getPrivate(), jca);
    assertEquals(new JwtProof(platform, "edge:1"), verifier.verify(jwt));
  }

  private static KeyPair key(String kid) {
    return switch (kid) {
      case "rsa-bound" -> OTHER_RSA;
      case "p256" -> P256;
      case "p384" -> P384;
      case "p521" -> P521;
      default -> RSA;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "HS256", "PS256", "EdDSA", "ES256K", "rs256"})
  void otherAlgorithmsAreRefused(String alg) {
    String unsigned = b64(header(alg, "rsa")) + "." + b64(good()) + ".";
    Expect.refused("alg must be one of", () -> verifier.verify(unsigned));
    String signed = signed(header(alg, "rsa"), good(), RSA.getPrivate(), "SHA256withRSA");
    Expect.refused("alg must be one of", () -> verifier.verify(signed));
  }

  @Test
  void aPublicKeyIsNoSecret() throws IOException {
    byte[] der = RSA.getPublic().getEncoded();
    byte[] pem =
        ("-----BEGIN PUBLIC KEY-----\n"
                + java.util.Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PUBLIC KEY-----\n")
            .getBytes(StandardCharsets.US_ASCII);
    Expect.refused(
        "alg must be one of", () -> verifier.verify(hmac(header("HS256", "rsa"), good(), der)));
    Expect.refused(
        "alg must be one of", () -> verifier.verify(hmac(header("HS256", "rsa"), good(), pem)));
    Expect.refused(
        "signature does not verify",
        () -> verifier.verify(hmac(header("RS256", "rsa"), good(), der)));
  }

  @ParameterizedTest
  @CsvSource({
    "ES256, rsa, SHA256withRSA",
    "RS256, p256, SHA256withECDSAinP1363Format",
    "ES256, p384, SHA256withECDSAinP1363Format",
    "ES384, p256, SHA384withECDSAinP1363Format",
    "RS512, rsa-bound, SHA512withRSA"
  })
  void algIsBoundToTheKey(String alg, String kid, String jca) {
    String jwt = signed(header(alg, kid), good(), key(kid).getPrivate(), jca);
    Expect.refused("alg does not fit", () -> verifier.verify(jwt));
  }

  @Test
  void theKidOfAnotherKeyIsRefused() {
    String jwt = signed(header("RS256", "rsa-bound"), good(), RSA.getPrivate(), "SHA256withRSA");
    Expect.refused("signature does not verify", () -> verifier.verify(jwt));
  }

  @Test
  void aKidIsNeeded() {
    String jwt = signed("{\"alg\":\"RS256\"}", good(), RSA.getPrivate(), "SHA256withRSA");
    Expect.refused("no kid", () -> verifier.verify(jwt));
  }

  @ParameterizedTest
  @CsvSource({"rsa-enc", "rsa-svid", "nobody"})
  void keysForOtherUsesAndUnknownOnesAreRefused(String kid) {
    String jwt = signed(header("RS256", kid), good(), RSA.getPrivate(), "SHA256withRSA");
    Expect.refused("not that of a usable key", () -> verifier.verify(jwt));
  }

  @Test
  void shortRsaKeysAreRefused() {
    String jwt = signed(header("RS256", "short"), good(), SHORT_RSA.getPrivate(), "SHA256withRSA");
    Expect.refused("not that of a usable key", () -> verifier.verify(jwt));
  }

  @Test
  void aKeyThatTheProofBringsAlongCountsForNothing() {
    String header =
        "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"jwk\":%s}"
            .formatted(rsaJwk(OTHER_RSA, "rsa").build().toJSONString());
    String jwt = signed(header, good(), OTHER_RSA.getPrivate(), "SHA256withRSA");
    Expect.refused("signature does not verify", () -> verifier.verify(jwt));
  }

  @Test
  void aChangedPayloadIsRefused() {
    String jwt = rs256(good());
    String other = b64(good().replace("edge:1", "edge:2"));
    String[] parts = jwt.split("\\.", -1);
    Expect.refused(
        "signature does not verify",
        () -> verifier.verify(parts[0] + "." + other + "." + parts[2]));
  }

  @Test
  void derInsteadOfTheFixedLengthFormIsRefused() {
    String jwt = signed(header("ES256", "p256"), good(), P256.getPrivate(), "SHA256withECDSA");
    Expect.refused("signature does not verify", () -> verifier.verify(jwt));
  }

  @Test
  void refusalsDoNotEchoTheToken() {
    String jwt = signed(header("RS256", "rsa"), good(), OTHER_RSA.getPrivate(), "SHA256withRSA");
    Problem problem = Expect.refused("signature", () -> verifier.verify(jwt));
    for (String part : jwt.split("\\.", -1)) {
      assertFalse(problem.getMessage().contains(part));
    }
  }
}
