package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {
  private static final String SIGNATURE =
      "0123456789_abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_abcdefghijkl";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.",
        "eyAiYWxnIjoiRVMyNTYifQ.eyJzdWIiOiJhIn0.",
        "xeyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0."
      })
  void aSignedJwtIsMaskedWhereverItStands(String unsigned) {
    String jwt = unsigned + SIGNATURE;

    assertEquals("[a JWT, not shown]", Masked.bearers(jwt));
    assertEquals(
        "https://a.example/[a JWT, not shown]/b",
        Masked.bearers("https://a.example/" + jwt + "/b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hvs.CAESIJlTw0yXgV1bJ8_aGdQ2rQ7s",
        "s.5nCXSQnYgUYBvQqsVYtyq2Z1",
        "b.AAAAAQJnCXSQnYgUYBvQqsVYtyq2Z1",
        "s.5nCXSQnYgUYBvQqsVYtyq2Z1.ab12C"
      })
  void aTokenOfVaultIsMasked(String token) {
    assertEquals("[a token of Vault, not shown]", Masked.bearers(token));
    assertEquals("app:[a token of Vault, not shown]", Masked.bearers("app:" + token));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user@relying-party.example",
        "hmac-sha256:0123456789abcdef0123456789abcdef",
        "hvs.internal.example",
        "s.averylongnameofahostthatgoeson.example",
        "checkout-service-of-everybody.production-namespace.service-of-the-cluster.internal",
        "eyJraWQ",
        "2026-01-01T00:00:00.123456Z",
        "arn:aws:iam::123456789012:role/A.Long-Name_Of.A.Role"
      })
  void namesOfHostsAndWorkloadsStayAsTheyAre(String name) {
    assertSame(name, Masked.bearers(name));
  }

  /** A group that is repeated costs the thread's stack a frame each time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJ.",
        "eyJ.a",
        "hvs.a",
        "s.",
        "hmac-sha256:a",
        "-----BEGIN PRIVATE KEY",
        "-----BEGIN A ",
        "://a",
        "a@"
      })
  void aTextOfAnyLengthIsRead(String part) {
    String text = part.repeat(50_000) + ".a".repeat(50_000);

    assertDoesNotThrow(() -> Masked.of(text));
    assertDoesNotThrow(() -> Masked.bearers(text));
  }

  @Test
  void aJwtIsMaskedToItsEnd() {
    assertEquals("[a JWT, not shown] b", Masked.of("eyJ" + ".a".repeat(50_000) + " b"));
  }
}
