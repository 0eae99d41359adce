package io.vouchsafe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that were pasted into the wrong setting are not repeated by what refuses them. */
class HiddenTest {
  @ParameterizedTest
  @CsvSource({
    "hvs.X, a token of Vault",
    "hvs.CAESIJ-x_9yQ, a token of Vault",
    "hvb.AAAAAQJ, a token of Vault",
    "hvr.AAAAAQJ, a token of Vault",
    "s.yYqG0bYzvJwqTxqB2Oo8Qd1r, a token of Vault",
    "b.AAAAAQKx0cQ2OoSyYqG0bYzvJwqTxqB2, a token of Vault",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln, a JWT",
    "eyJhbGciOiJSUzI1NiJ9, a JWT",
  })
  void isNamedByItsKindAlone(String secret, String kind) {
    String hidden = "[" + kind + ", not shown]";

    assertEquals("must be a size, not " + hidden, Hidden.in("must be a size, not " + secret));
    assertEquals("got \"" + hidden + "\"", Hidden.in("got \"" + secret + "\""));
    assertEquals(hidden, Hidden.value(secret));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  void isAPrivateKeyOfSeveralLinesOrOfHalfOfThem(String kind) {
    String begin = "-----BEGIN " + kind + "-----\nMIIEvQ\nIBADAN\n";
    String end = "-----END " + kind + "-----";

    assertEquals("not [a private key, not shown] here", Hidden.in("not " + begin + end + " here"));
    assertEquals("not [a private key, not shown]", Hidden.in("not " + begin));
  }

  @Test
  void isTheUserOfAUrl() {
    assertEquals(
        "https://[credentials, not shown]@id.example.com",
        Hidden.in("https://me:secret@id.example.com"));
  }

  @Test
  void isWhateverIsVeryLong() {
    String word = "x".repeat(65);

    assertEquals("not xxxxxxxx.. (65 characters)", Hidden.in("not " + word));
    assertFalse(Hidden.in("got \"" + "aB3/+".repeat(20) + "==\"").contains("aB3/+aB3/+"));
    assertEquals("one two .. (68 characters)", Hidden.value("one two\n" + "x y ".repeat(15)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "soon",
        "https://id.example.com/a/very/long/path/of/an/issuer/that/nobody/would/choose/but/somebody",
        "/var/run/secrets/kubernetes.io/serviceaccount/a/very/long/folder/of/a/long/name/token",
        "vouchsafe.issuers.default.trusted-issuers.control-plane.bearer-token-file: is empty",
        "audiences.\"https\\://vault.example.com\".max-ttl",
        "system:serviceaccount:platform:control-plane",
        "us.example.com and subs.example and keys.refresh",
        "VOUCHSAFE_ISSUERS_DEFAULT_TRUSTED_ISSUERS_CONTROL_PLANE_BEARER_TOKEN_FILE",
        "deployment:{org}/{app}/{deployment}",
      })
  void isNotWhatAnOperatorHasToSee(String text) {
    assertEquals(text, Hidden.in(text));
    assertTrue(Hidden.value("30s").equals("30s"));
  }
}
