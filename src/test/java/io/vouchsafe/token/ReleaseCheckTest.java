package io.vouchsafe.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningAlgorithm;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseCheckTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String WRONG = "e30.e30." + "A".repeat(86);

  private static PreparedToken token(TokenType type, SigningAlgorithm algorithm, int version) {
    KeyRole role = type == TokenType.GRANT ? KeyRole.GRANT : KeyRole.ofIdentityTokens(algorithm);
    return new PreparedToken(
        type, Region.HOME, role, "key", Keys.version(algorithm, version, NOW), "id", NOW, Map.of());
  }

  private static PreparedToken es256(int version) {
    return token(TokenType.IDENTITY_TOKEN, SigningAlgorithm.ES256, version);
  }

  private static String signed(PreparedToken token) {
    try {
      String input = "e30.e30";
      Signature signature = Signature.getInstance(token.algorithm().joseSignatureJcaName());
      signature.initSign(Keys.pair(token.algorithm(), token.keyVersion().number()).getPrivate());
      signature.update(input.getBytes(US_ASCII));
      return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void firstOnes(ReleaseCheck check, PreparedToken token) {
    String good = signed(token);
    for (int i = 0; i < ReleaseCheck.FIRST; i++) {
      assertTrue(check.passes(token, good));
    }
  }

  private static long released(ReleaseCheck check, PreparedToken token, int tries) {
    return IntStream.range(0, tries).filter(i -> check.passes(token, WRONG)).count();
  }

  @Test
  void alwaysMeansEveryToken() {
    ReleaseCheck check = ReleaseCheck.always();
    firstOnes(check, es256(1));

    assertEquals(0, released(check, es256(1), 100));
  }

  @Test
  void theFirstOnesUnderEachKeyVersionHaveToVerify() {
    ReleaseCheck check = ReleaseCheck.sampled(10_000);
    firstOnes(check, es256(1));

    assertEquals(0, released(check, es256(2), 100));
  }

  @Test
  void laterOnesAreSampled() {
    ReleaseCheck check = ReleaseCheck.sampled(10_000);
    firstOnes(check, es256(1));

    assertTrue(released(check, es256(1), 50) > 0);
  }

  @Test
  void aSampleThatFailsEndsTheTrust() {
    ReleaseCheck check = ReleaseCheck.sampled(2);
    firstOnes(check, es256(1));
    while (check.passes(es256(1), WRONG)) {
      Thread.onSpinWait();
    }

    for (int i = 0; i < 10; i++) {
      firstOnes(check, es256(1));
      assertEquals(0, released(check, es256(1), 1));
    }
  }

  @Test
  void rs256TokensAndGrantsAreNeverSampled() {
    ReleaseCheck check = ReleaseCheck.sampled(10_000);
    PreparedToken rs256 = token(TokenType.IDENTITY_TOKEN, SigningAlgorithm.RS256, 1);
    PreparedToken grant = token(TokenType.GRANT, SigningAlgorithm.ES256, 1);
    firstOnes(check, es256(1));
    firstOnes(check, rs256);
    firstOnes(check, grant);

    assertFalse(check.passes(rs256, WRONG));
    assertEquals(0, released(check, rs256, 100));
    assertEquals(0, released(check, grant, 100));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 10_001})
  void refusesASampleThatIsNone(int oneIn) {
    assertThrows(IllegalArgumentException.class, () -> ReleaseCheck.sampled(oneIn));
  }
}
