package io.vouchsafe.ops.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names nobody but the operators' own network gives out. */
class PrivateNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "[::1]",
        "[fd00::1]",
        "localhost",
        "LocalHost",
        "localhost.",
        "a.localhost",
        "vouchsafe-management",
        "vouchsafe-management.ops.svc",
        "vouchsafe-management.ops.svc.cluster.local",
        "vouchsafe-management.ops.svc.cluster.local.",
        "node-1.internal",
        "printer.local"
      })
  void theseAre(String host) {
    assertTrue(PrivateName.holds(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example.",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "local.evil.com",
        "vouchsafe.ops",
        "evil.example.."
      })
  void theseMayBeAStrangers(String host) {
    assertFalse(PrivateName.holds(host));
  }
}
