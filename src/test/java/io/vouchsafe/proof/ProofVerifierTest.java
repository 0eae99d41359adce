package io.vouchsafe.proof;

import static io.vouchsafe.testing.Jwts.OTHER_RSA;
import static io.vouchsafe.testing.Jwts.RSA;
import static io.vouchsafe.testing.Jwts.jwks;
import static io.vouchsafe.testing.Jwts.rsaJwk;
import static io.vouchsafe.testing.Jwts.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.testing.Expect;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The claims of a proof, and whose it is. */
class ProofVerifierTest extends TrustedProofs {
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
  @ValueSource(strings = {"\"1\"", "null", "-1", "99999999999999999999", "1e999999999", "true"})
  void expIsANumberOfSeconds(String exp) {
    String payload = claims("\"vouchsafe\"", ",\"exp\":" + exp);
    Expect.refused("the bearer token's", () -> verifier.verify(rs256(payload)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "1e9", "0", "0.0", "1E-999999999"})
  void timesLongAgoHaveExpired(String exp) {
    String payload = claims("\"vouchsafe\"", ",\"exp\":" + exp);
    Expect.refused("expired", () -> verifier.verify(rs256(payload)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%d", "%d.0", "%d.75", "%de0", "%d000E-3", "%d.000000000000000000000001"})
  void timesAreNumericDates(String form) {
    String times =
        ",\"exp\":%s,\"nbf\":%s,\"iat\":%s"
            .formatted(form.formatted(in(300)), form.formatted(in(-60)), form.formatted(in(-60)));
    verifier.verify(rs256(claims("\"vouchsafe\"", times)));
  }

  @Test
  void aFractionCounts() {
    verifier.verify(rs256(claims("\"vouchsafe\"", ",\"exp\":%d.5".formatted(in(-60)))));
    verifier.verify(rs256(claims("\"vouchsafe\"", ",\"exp\":%d.5".formatted(in(86_459)))));
    String late = rs256(claims("\"vouchsafe\"", ",\"exp\":%d.5".formatted(in(86_460))));
    Expect.refused("more than 24 hours", () -> verifier.verify(late));
  }

  @Test
  @Timeout(20)
  void claimsThatNobodyReadsHoldAnyNumber() {
    for (String number :
        List.of(
            "7".repeat(8000), "1e999999999", "-1." + "3".repeat(8000), "123456789012345678901")) {
      String others = ",\"exp\":%d,\"x\":{\"y\":[%s]}".formatted(in(300), number);
      assertEquals("edge:1", verifier.verify(rs256(claims("\"vouchsafe\"", others))).subject());
    }
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
