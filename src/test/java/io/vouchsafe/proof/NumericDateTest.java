package io.vouchsafe.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.base.StrictJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A NumericDate in all its forms (RFC 7519, 2), against exact decimals and another reader. */
class NumericDateTest {
  private static final Duration LEAST = Duration.ofNanos(500_000);

  private static Instant read(String number) throws StrictJson.Fault {
    byte[] json = "{\"exp\":%s}".formatted(number).getBytes(UTF_8);
    return new Claims(StrictJson.JWT.object(json)).instant("exp").orElseThrow();
  }

  private static Instant exact(BigDecimal seconds) {
    BigDecimal whole = seconds.setScale(0, RoundingMode.DOWN);
    return Instant.ofEpochSecond(
        whole.longValueExact(), seconds.subtract(whole).movePointRight(9).longValue());
  }

  private static String form(BigDecimal seconds, Random random) {
    int places = random.nextInt(25) - 12;
    String sign = places < 0 ? "-" : List.of("", "+").get(random.nextInt(2));
    return seconds.movePointLeft(places).toPlainString()
        + List.of("e", "E").get(random.nextInt(2))
        + sign
        + Math.abs(places);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyFormOfOneTimeIsThatTime(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      BigDecimal seconds = BigDecimal.valueOf(random.nextLong(250_000_000_000L), random.nextInt(4));
      for (String number : List.of(seconds.toPlainString(), form(seconds, random))) {
        Instant read = read(number);
        assertTrue(
            Duration.between(exact(seconds), read).abs().compareTo(LEAST) <= 0,
            () -> number + " was read as " + read);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void anotherReaderReadsTheSameSecond(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      String number = random.nextInt(2_000_000_000) + List.of("", ".0", ".25").get(i % 3);
      assertEquals(
          JWTClaimsSet.parse("{\"exp\":%s}".formatted(number))
              .getExpirationTime()
              .toInstant()
              .getEpochSecond(),
          read(number).getEpochSecond(),
          number);
    }
  }
}
