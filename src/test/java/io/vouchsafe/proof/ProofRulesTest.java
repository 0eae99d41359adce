package io.vouchsafe.proof;

import static io.vouchsafe.testing.Jwts.RSA;
import static io.vouchsafe.testing.Jwts.jwks;
import static io.vouchsafe.testing.Jwts.rsaJwk;
import static io.vouchsafe.testing.Jwts.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.testing.Expect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JWT must not be to be a proof, and what each trusted issuer may allow. */
class ProofRulesTest extends TrustedProofs {
  private static final Duration DAY = Duration.ofHours(24);

  private static String typed(String typ, String payload) {
    String header = "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"%s\"}".formatted(typ);
    return signed(header, payload, RSA.getPrivate(), "SHA256withRSA");
  }

  private ProofVerifier with(ProofRules rules) throws IOException {
    TrustedIssuer plain =
        trusted(
            "ruled",
            new Identity.Issuer(ISS),
            AUD,
            jwks(rsaJwk(RSA, "rsa").build().toJSONString()));
    TrustedIssuer ruled =
        new TrustedIssuer(
            plain.name(),
            plain.identity(),
            plain.audience(),
            plain.keys(),
            Optional.empty(),
            Optional.empty(),
            rules);
    return new ProofVerifier(List.of(ruled), clock, events);
  }

  private ProofVerifier withTypes(String... types) throws IOException {
    return with(new ProofRules(Set.of(types), Set.of(), DAY));
  }

  @Test
  void aProofNeedsNoTyp() {
    String header = "{\"alg\":\"RS256\",\"kid\":\"rsa\"}";
    String jwt = signed(header, good(), RSA.getPrivate(), "SHA256withRSA");
    assertEquals("edge:1", verifier.verify(jwt).subject());
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "JOSE", "application/jwt", "APPLICATION/JOSE"})
  void aPlainTypIsAProofs(String typ) {
    assertEquals("edge:1", verifier.verify(typed(typ, good())).subject());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"at+jwt", "application/at+jwt", "client-authentication+jwt", "JWT ", "jwt;x=1"})
  void otherTypesAreRefusedUnlessTheyAreListed(String typ) throws IOException {
    String jwt = typed(typ, good());
    Expect.refused("neither JWT nor JOSE", () -> verifier.verify(jwt));
    ProofVerifier other = withTypes("example+jwt");
    Expect.refused("neither JWT nor JOSE", () -> other.verify(jwt));
  }

  @ParameterizedTest
  @CsvSource({
    "at+jwt, at+jwt",
    "at+jwt, application/at+jwt",
    "at+jwt, AT+JWT",
    "application/at+jwt, at+jwt",
    "AT+jwt, Application/at+JWT"
  })
  void aListedTypIsAProofsInEverySpelling(String listed, String typ) throws IOException {
    ProofVerifier listing = withTypes(listed);
    assertEquals("edge:1", listing.verify(typed(typ, good())).subject());
    assertEquals("edge:1", listing.verify(rs256(good())).subject(), "and JWT as well");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logout+jwt",
        "secevent+jwt",
        "dpop+jwt",
        "Grant+JWT",
        "application/grant+jwt",
        "APPLICATION/Grant+Jwt",
        "application/logout+jwt",
        "SecEvent+JWT",
        "kb+jwt",
        "wit+jwt",
        "wpt+jwt",
        "statuslist+jwt",
        "oauth-authz-req+jwt",
        "token-introspection+jwt"
      })
  void someTypesAreNeverAProofsAndCannotBeListed(String typ) {
    Expect.refused("which is no proof", () -> verifier.verify(typed(typ, good())));
    Expect.illegal("never says who its bearer is", () -> withTypes(typ));
  }

  @Test
  void aGrantIsNoProofAndCannotBeListed() {
    Expect.refused("a grant is not a proof", () -> verifier.verify(typed("grant+jwt", good())));
    Expect.illegal("never says who its bearer is", () -> withTypes("grant+jwt"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "at+jwt ", "a/b", "application/", "grant+jwt;x=1", "grant+jwt\u200b"})
  void onlyNamesOfTypesAreListed(String type) {
    Expect.illegal("no name of a media type", () -> withTypes(type));
  }

  @Test
  void aTrustDomainListsNoTypes() throws IOException {
    ProofRules rules = new ProofRules(Set.of("at+jwt"), Set.of(), DAY);
    Expect.illegal(
        "JWT-SVID's typ",
        () ->
            new TrustedIssuer(
                "t",
                new Identity.TrustDomain("prod.example"),
                AUD,
                svids.keys(),
                Optional.empty(),
                Optional.empty(),
                rules));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cnf", "events", "act"})
  void claimsThatMakeItSomethingElseAreRefused(String claim) {
    for (String value : List.of("{}", "{\"sub\":\"x\"}", "null", "\"\"")) {
      String payload =
          claims("\"vouchsafe\"", ",\"exp\":%d,\"%s\":%s".formatted(in(300), claim, value));
      Expect.refused("the proof has " + claim, () -> verifier.verify(rs256(payload)));
    }
  }

  private String azp(String azp) {
    return rs256(claims("\"vouchsafe\"", ",\"exp\":%d%s".formatted(in(300), azp)));
  }

  @Test
  void azpIsIgnoredUnlessAuthorizedPartiesAreSet() {
    verifier.verify(azp(",\"azp\":\"anybody\""));
    verifier.verify(azp(",\"azp\":[7]"));
  }

  @Test
  void azpIsOneOfTheAuthorizedPartiesWhereTheyAreSet() throws IOException {
    ProofVerifier strict = with(new ProofRules(Set.of(), Set.of("edge", "plane"), DAY));
    assertEquals("edge:1", strict.verify(azp(",\"azp\":\"plane\"")).subject());
    for (String other : List.of("", ",\"azp\":\"Edge\"", ",\"azp\":\"edge,plane\"")) {
      Expect.refused("azp is not among", () -> strict.verify(azp(other)));
    }
    Expect.refused(
        "azp is not a non-empty string", () -> strict.verify(azp(",\"azp\":[\"edge\"]")));
    Expect.illegal(
        "authorized-parties has an empty name", () -> new ProofRules(Set.of(), Set.of(" "), DAY));
  }

  private String living(long iat, long exp) {
    return rs256(claims("\"vouchsafe\"", ",\"iat\":%d,\"exp\":%d".formatted(in(iat), in(exp))));
  }

  @Test
  void aProofLivesForMaxLifeAtMost() throws IOException {
    ProofVerifier brief = with(new ProofRules(Set.of(), Set.of(), Duration.ofMinutes(10)));
    brief.verify(rs256(claims("\"vouchsafe\"", ",\"exp\":" + in(660))));
    brief.verify(living(-300, 360));
    Expect.refused(
        "expires more than 600 seconds from now",
        () -> brief.verify(rs256(claims("\"vouchsafe\"", ",\"exp\":" + in(661)))));
    Expect.refused("issued for more than 600 seconds", () -> brief.verify(living(-301, 360)));
    Expect.refused("issued for more than 24 hours", () -> verifier.verify(living(-86_401, 60)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 59, 86_401})
  void maxLifeIsBetweenAMinuteAndADay(long seconds) {
    Expect.illegal(
        "max-life must be between 60 and 86400 seconds",
        () -> new ProofRules(Set.of(), Set.of(), Duration.ofSeconds(seconds)));
  }
}
