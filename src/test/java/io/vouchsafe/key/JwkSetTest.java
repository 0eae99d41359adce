package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JwkSetTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static IssuerKeys keys(Instant now, SigningKey rsa, SigningKey ec) {
    SigningKey grant = Keys.key(KeyRole.GRANT, 1, 0, now, START);
    KeyPolicy policy = DefaultPolicy.policy();
    IssuerKeys keys =
        new IssuerKeys(
            role ->
                new KeyReading.Good(
                    switch (role) {
                      case RS256 -> rsa;
                      case ES256 -> ec;
                      case GRANT -> grant;
                    }),
            Map.of(KeyRole.RS256, policy, KeyRole.ES256, policy, KeyRole.GRANT, policy),
            () -> now,
            new SilentKeyEvents());
    keys.refresh();
    return keys;
  }

  @Test
  void holdsExactlyTheMembersThatEveryRelyingPartyTakes() throws ParseException, JOSEException {
    IssuerKeys keys =
        keys(
            START,
            Keys.key(KeyRole.RS256, 1, 0, START, START),
            Keys.key(KeyRole.ES256, 1, 0, START, START));
    JWKSet parsed = JWKSet.parse(JwkSet.of(keys, List.of(), START).json());

    assertEquals(2, parsed.getKeys().size());
    RSAKey rsa = (RSAKey) parsed.getKeys().getFirst();
    ECKey ec = (ECKey) parsed.getKeys().getLast();
    assertEquals(Set.of("kty", "use", "alg", "kid", "n", "e"), rsa.toJSONObject().keySet());
    assertEquals(Set.of("kty", "use", "alg", "kid", "crv", "x", "y"), ec.toJSONObject().keySet());
    assertEquals(Keys.pair(SigningAlgorithm.RS256, 1).getPublic(), rsa.toPublicKey());
    assertEquals(Keys.pair(SigningAlgorithm.ES256, 1).getPublic(), ec.toPublicKey());
    for (JWK jwk : parsed.getKeys()) {
      assertEquals(jwk.computeThumbprint().toString(), jwk.getKeyID());
    }
  }

  @Test
  void coordinatesKeepTheirLeadingZeros() throws ParseException {
    for (int i = 1; i <= 600; i++) {
      PublicKey key = Keys.pair(SigningAlgorithm.ES256, i).getPublic();
      KeyVersion version = KeyVersion.of(1, START, key, SigningAlgorithm.ES256);
      ECKey jwk =
          ECKey.parse(PublicJwk.json(version.publicKey(), version.kid(), SigningAlgorithm.ES256));
      assertEquals(32, jwk.getX().decode().length);
      assertEquals(32, jwk.getY().decode().length);
    }
  }

  @Test
  void theThumbprintIsThatOfTheRfc() throws GeneralSecurityException {
    String modulus =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(
                    new BigInteger(1, Base64.getUrlDecoder().decode(modulus)),
                    BigInteger.valueOf(65537)));

    assertEquals(
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        PublicJwk.thumbprint(key, SigningAlgorithm.RS256).value());
  }

  @Test
  void aRetiredVersionLeavesAtItsHour() throws ParseException {
    Instant rotated = START.plus(Duration.ofDays(30));
    Instant retires = rotated.plus(Duration.ofDays(2));
    SigningKey rsa = Keys.key(KeyRole.RS256, 1, 0, retires.minusMillis(1), START, rotated);
    SigningKey ec = Keys.key(KeyRole.ES256, 1, 0, START, START);

    assertEquals(
        List.of(1, 2), numbers(keys(retires.minusMillis(1), rsa, ec), retires.minusMillis(1), rsa));
    assertEquals(List.of(2), numbers(keys(retires, rsa, ec), retires, rsa));
  }

  private static List<Integer> numbers(IssuerKeys keys, Instant now, SigningKey key)
      throws ParseException {
    return JWKSet.parse(JwkSet.of(keys, List.of(), now).json()).getKeys().stream()
        .map(jwk -> key.version(new Kid(jwk.getKeyID())))
        .flatMap(version -> version.stream())
        .map(KeyVersion::number)
        .toList();
  }

  @Test
  void isNeverMadeOfNothing() {
    IssuerKeys unread =
        new IssuerKeys(
            role ->
                new KeyReading.Failed(
                    new KeyFault(role, "k", KeyFault.Cause.UNREACHABLE, "no answer", "wait")),
            Map.of(KeyRole.RS256, DefaultPolicy.policy()),
            () -> START,
            new SilentKeyEvents());
    unread.refresh();

    assertThrows(IllegalStateException.class, () -> JwkSet.of(unread, List.of(), START));
  }
}
