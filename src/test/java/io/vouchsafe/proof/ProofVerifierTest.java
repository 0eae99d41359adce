package io.vouchsafe.proof;

import static io.vouchsafe.testing.Jwts.OTHER_RSA;
import static io.vouchsafe.testing.Jwts.P256;
import static io.vouchsafe.testing.Jwts.P384;
import static io.vouchsafe.testing.Jwts.P521;
import static io.vouchsafe.testing.Jwts.RSA;
import static io.vouchsafe.testing.Jwts.SHORT_RSA;
import static io.vouchsafe.testing.Jwts.b64;
import static io.vouchsafe.testing.Jwts.ecJwk;
import static io.vouchsafe.testing.Jwts.hmac;
import static io.vouchsafe.testing.Jwts.jwks;
import static io.vouchsafe.testing.Jwts.rsaJwk;
import static io.vouchsafe.testing.Jwts.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.Events;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofVerifierTest {
  private static final String ISS = "https://platform.example";
  private static final String AUD = "vouchsafe";

  @TempDir Path files;
  private final AdjustableClock clock = new AdjustableClock();
  private final Events events = new Events();
  private TrustedIssuer platform;
  private TrustedIssuer svids;
  private ProofVerifier verifier;

  @BeforeEach
  void trust() throws IOException {
    String short1024 =
        """
        {"kty":"RSA","kid":"short","n":"%s","e":"AQAB"}\
        """
            .formatted(
                b64(
                    ((java.security.interfaces.RSAPublicKey) SHORT_RSA.getPublic())
                        .getModulus()
                        .toByteArray()));
    platform =
        trusted(
            "platform",
            new Identity.Issuer(ISS),
            AUD,
            jwks(
                rsaJwk(RSA, "rsa").build().toJSONString(),
                rsaJwk(OTHER_RSA, "rsa-bound").algorithm(JWSAlgorithm.RS256).build().toJSONString(),
                rsaJwk(RSA, "rsa-enc").keyUse(KeyUse.ENCRYPTION).build().toJSONString(),
                rsaJwk(RSA, "rsa-svid").keyUse(new KeyUse("jwt-svid")).build().toJSONString(),
                ecJwk(P256, "p256").build().toJSONString(),
                ecJwk(P384, "p384").build().toJSONString(),
                ecJwk(P521, "p521").build().toJSONString(),
                short1024));
    svids =
        trusted(
            "svids",
            new Identity.TrustDomain("prod.example"),
            AUD,
            jwks(
                ecJwk(P256, "svid").keyUse(new KeyUse("jwt-svid")).build().toJSONString(),
                ecJwk(P384, "x509").keyUse(new KeyUse("x509-svid")).build().toJSONString()));
    verifier = new ProofVerifier(List.of(platform, svids), clock, events);
  }

  private TrustedIssuer trusted(String name, Identity identity, String audience, String jwks)
      throws IOException {
    Path file = Files.writeString(files.resolve(name + ".json"), jwks);
    return new TrustedIssuer(
        name, identity, audience, new KeySource.OfFile(file), Optional.empty(), Optional.empty());
  }

  private long in(long seconds) {
    return clock.instant().getEpochSecond() + seconds;
  }

  private String claims(String aud, String others) {
    return "{\"iss\":\"%s\",\"sub\":\"edge:1\",\"aud\":%s%s}".formatted(ISS, aud, others);
  }

  private String good() {
    return claims("\"vouchsafe\"", ",\"exp\":" + in(300));
  }

  private static String header(String alg, String kid) {
    return "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"JWT\"}".formatted(alg, kid);
  }

  private static String rs256(String payload) {
    return signed(header("RS256", "rsa"), payload, RSA.getPrivate(), "SHA256withRSA");
  }

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
  void twoFittingKeysOfOneKidAreRefused() throws IOException {
    TrustedIssuer twice =
        trusted(
            "twice",
            new Identity.Issuer(ISS),
            AUD,
            jwks(
                rsaJwk(RSA, "rsa").build().toJSONString(),
                rsaJwk(OTHER_RSA, "rsa").build().toJSONString()));
    ProofVerifier ambiguous = new ProofVerifier(List.of(twice), clock, events);
    Expect.refused("alg does not fit", () -> ambiguous.verify(rs256(good())));
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

  @Test
  void oneAudienceMayBeAnArray() {
    String payload = claims("[\"vouchsafe\"]", ",\"exp\":" + in(300));
    assertEquals("edge:1", verifier.verify(rs256(payload)).subject());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"vouchsafe\",\"other\"]", "[]", "7", "[7]", "null", "\"\"", "{}"})
  void anythingButOneAudienceIsRefused(String aud) {
    String payload = claims(aud, ",\"exp\":" + in(300));
    Expect.refused("exactly one aud", () -> verifier.verify(rs256(payload)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"other\"", "\"Vouchsafe\"", "\"vouchsafe/\""})
  void anotherAudienceIsRefused(String aud) {
    String payload = claims(aud, ",\"exp\":" + in(300));
    Expect.refused("another audience", () -> verifier.verify(rs256(payload)));
  }

  @Test
  void anotherIssuerIsRefused() {
    String payload = good().replace(ISS, ISS + "/");
    Expect.refused("not trusted here", () -> verifier.verify(rs256(payload)));
  }

  @Test
  void expIsNeeded() {
    Expect.refused("no exp", () -> verifier.verify(rs256(claims("\"vouchsafe\"", ""))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "1.5", "1e9", "null", "-1", "99999999999999999999", "true"})
  void expIsAWholeNumberOfSeconds(String exp) {
    String payload = claims("\"vouchsafe\"", ",\"exp\":" + exp);
    Expect.refused("the bearer token's", () -> verifier.verify(rs256(payload)));
  }

  @Test
  void expHasALeewayOf60Seconds() {
    verifier.verify(rs256(claims("\"vouchsafe\"", ",\"exp\":" + in(-59))));
    String late = rs256(claims("\"vouchsafe\"", ",\"exp\":" + in(-60)));
    Expect.refused("expired", () -> verifier.verify(late));
  }

  @Test
  void expIsAtMost24HoursAway() {
    verifier.verify(rs256(claims("\"vouchsafe\"", ",\"exp\":" + in(86_400 + 60))));
    String eternal = rs256(claims("\"vouchsafe\"", ",\"exp\":" + in(86_400 + 61)));
    Expect.refused("more than 24 hours", () -> verifier.verify(eternal));
  }

  @ParameterizedTest
  @CsvSource({"nbf, not valid yet", "iat, issued in the future"})
  void startsHaveALeewayOf60Seconds(String claim, String detail) {
    String start = ",\"exp\":" + in(300) + ",\"" + claim + "\":";
    verifier.verify(rs256(claims("\"vouchsafe\"", start + in(60))));
    String early = rs256(claims("\"vouchsafe\"", start + in(61)));
    Expect.refused(detail, () -> verifier.verify(early));
  }

  @Test
  void aSubIsNeeded() {
    String payload = "{\"iss\":\"%s\",\"aud\":\"vouchsafe\",\"exp\":%d}".formatted(ISS, in(300));
    Expect.refused("no sub", () -> verifier.verify(rs256(payload)));
  }

  @Test
  void aGrantIsNoProof() {
    String jwt =
        signed(
            "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"grant+jwt\"}",
            good(),
            RSA.getPrivate(),
            "SHA256withRSA");
    Expect.refused("a grant is not a proof", () -> verifier.verify(jwt));
  }

  private String svid(String header, String sub, KeyPair key, String jca) {
    String payload = "{\"sub\":\"%s\",\"aud\":[\"vouchsafe\"],\"exp\":%d}".formatted(sub, in(300));
    return signed(header, payload, key.getPrivate(), jca);
  }

  private String svid(String sub) {
    return svid(header("ES256", "svid"), sub, P256, "SHA256withECDSAinP1363Format");
  }

  @Test
  void aJwtSvidIsOfItsTrustDomain() {
    assertEquals(
        new JwtProof(svids, "spiffe://prod.example/ns/edge"),
        verifier.verify(svid("spiffe://prod.example/ns/edge")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://test.example/ns/edge",
        "spiffe://prod.example",
        "spiffe://prod.example/",
        "spiffe://prod.example.evil/ns",
        "spiffe://prod.example@evil/ns",
        "spiffe://prod.example/ns/../edge",
        "spiffe://prod.example//edge",
        "SPIFFE://prod.example/ns",
        "prod.example"
      })
  void otherSubjectsAreOfNoTrustDomain(String sub) {
    Expect.refused("not trusted here", () -> verifier.verify(svid(sub)));
  }

  @Test
  void aJwtSvidWithAnIssIsNotChosenByItsTrustDomain() {
    String payload =
        "{\"iss\":\"https://x\",\"sub\":\"spiffe://prod.example/a\",\"aud\":\"vouchsafe\",\"exp\":%d}"
            .formatted(in(300));
    String jwt =
        signed(header("ES256", "svid"), payload, P256.getPrivate(), "SHA256withECDSAinP1363Format");
    Expect.refused("not trusted here", () -> verifier.verify(jwt));
  }

  @Test
  void x509KeysVerifyNoJwtSvid() {
    String jwt =
        svid(
            header("ES384", "x509"),
            "spiffe://prod.example/a",
            P384,
            "SHA384withECDSAinP1363Format");
    Expect.refused("not that of a usable key", () -> verifier.verify(jwt));
  }

  @Test
  void otherSpiffeTokensAreNoJwtSvid() {
    String jwt =
        svid(
            header("ES256", "svid").replace("JWT", "wit+jwt"),
            "spiffe://prod.example/a",
            P256,
            "SHA256withECDSAinP1363Format");
    Expect.refused("typ", () -> verifier.verify(jwt));
  }

  @Test
  void theAudienceChoosesBetweenTwoOfOneIssuer() throws IOException {
    TrustedIssuer second =
        trusted(
            "second",
            new Identity.Issuer(ISS),
            "second",
            jwks(rsaJwk(OTHER_RSA, "rsa").build().toJSONString()));
    ProofVerifier both = new ProofVerifier(List.of(platform, second), clock, events);
    assertEquals(platform, both.verify(rs256(good())).issuer());
    String other =
        signed(
            header("RS256", "rsa"),
            good().replace("\"vouchsafe\"", "\"second\""),
            OTHER_RSA.getPrivate(),
            "SHA256withRSA");
    assertEquals(second, both.verify(other).issuer());
  }

  @Test
  void issuersThatCannotBeToldApartAreRefused() throws IOException {
    TrustedIssuer twin = trusted("twin", new Identity.Issuer(ISS), AUD, "{}");
    Expect.illegal(
        "platform and twin cannot be told apart",
        () -> new ProofVerifier(List.of(platform, twin), clock, events));
    TrustedIssuer domain = trusted("domain", new Identity.TrustDomain("prod.example"), AUD, "{}");
    Expect.illegal(
        "svids and domain cannot be told apart",
        () -> new ProofVerifier(List.of(svids, domain), clock, events));
  }
}
