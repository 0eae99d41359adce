package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** SPIFFE Trust Domain and Bundle, 4, and JWT-SVID, 6.1. */
class SpiffeBundleTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant ROTATED = START.plus(Duration.ofDays(30));
  private static final Instant RETIRED = ROTATED.plus(Duration.ofDays(2));
  private static final Duration HINT = Duration.ofMinutes(5);

  private static String json(Instant now, SigningKey rsa, ExtraKey... extra) {
    SigningKey grant = Keys.key(KeyRole.GRANT, 1, 0, now, START);
    KeyPolicy policy = DefaultPolicy.policy();
    IssuerKeys keys =
        new IssuerKeys(
            role -> new KeyReading.Good(role == KeyRole.GRANT ? grant : rsa),
            Map.of(KeyRole.RS256, policy, KeyRole.GRANT, policy),
            () -> now,
            new SilentKeyEvents());
    keys.refresh();
    return SpiffeBundle.of(keys, List.of(extra), HINT, now).json();
  }

  private static JsonNode bundle(Instant now, SigningKey rsa, ExtraKey... extra) {
    try {
      return new ObjectMapper().readTree(json(now, rsa, extra));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static long sequence(Instant now, SigningKey rsa) {
    return bundle(now, rsa).path("spiffe_sequence").asLong();
  }

  @Test
  void itsKeysAreThoseOfTheJwksForJwtSvids() throws ParseException, JOSEException {
    SigningKey rsa = Keys.key(KeyRole.RS256, 1, 0, START, START);
    ExtraKey extra =
        new ExtraKey(SigningAlgorithm.ES256, Keys.pair(SigningAlgorithm.ES256, 9).getPublic());
    JsonNode bundle = bundle(START, rsa, extra);

    assertEquals(300, bundle.path("spiffe_refresh_hint").asInt());
    assertEquals(
        List.of("jwt-svid", "jwt-svid"),
        StreamSupport.stream(bundle.path("keys").spliterator(), false)
            .map(key -> key.path("use").asText())
            .toList());
    List<JWK> keys = JWKSet.parse(bundle.toString()).getKeys();
    assertEquals(rsa.newest().publicKey(), keys.getFirst().toRSAKey().toPublicKey());
    assertEquals(extra.publicKey(), keys.getLast().toECKey().toPublicKey());
    for (JWK key : keys) {
      assertEquals(key.computeThumbprint().toString(), key.getKeyID());
    }
  }

  @Test
  void theSequenceGrowsWithEveryVersionThatComesOrGoes() {
    long one = sequence(START, Keys.key(KeyRole.RS256, 1, 0, START, START));
    SigningKey two = Keys.key(KeyRole.RS256, 1, 0, ROTATED, START, ROTATED);
    long both = sequence(ROTATED, two);
    long newer = sequence(RETIRED, Keys.key(KeyRole.RS256, 1, 0, RETIRED, START, ROTATED));
    long trimmed = sequence(RETIRED, Keys.key(KeyRole.RS256, 2, 2, RETIRED, ROTATED));
    long revoked = sequence(ROTATED, Keys.key(KeyRole.RS256, 2, 2, ROTATED, ROTATED));

    assertEquals(List.of(1L, 2L, 3L), List.of(one, both, newer));
    assertEquals(newer, trimmed, "the same keys");
    assertEquals(3, revoked, "the version that was revoked went");
  }

  /** Another instance, at another moment, with another reading. */
  @Test
  void theSameKeysMakeTheSameBundle() {
    SigningKey later = Keys.key(KeyRole.RS256, 1, 0, START.plusSeconds(90), START);

    assertEquals(
        json(START, Keys.key(KeyRole.RS256, 1, 0, START, START)),
        json(START.plusSeconds(90), later));
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

    assertThrows(
        IllegalStateException.class, () -> SpiffeBundle.of(unread, List.of(), HINT, START));
  }
}
