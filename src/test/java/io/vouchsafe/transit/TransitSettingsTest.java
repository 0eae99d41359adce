package io.vouchsafe.transit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.testing.VaultFixture;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that cannot work are refused by name, before anything is called. */
class TransitSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"/transit", "transit/", "a//b", "../sys", "a?b"})
  void mountsThatNoEngineCanHaveAreRefusedByName(String mount) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> new TransitSettings(SetupCommand.of(mount), VaultFixture.CALLS));
    assertTrue(refusal.getMessage().startsWith("mount must be a path"), refusal::getMessage);
  }

  @Test
  void mountsMayHaveSeveralSegments() {
    TransitSettings settings =
        new TransitSettings(SetupCommand.of("team/transit-1"), VaultFixture.CALLS);

    assertEquals("team/transit-1/sign/k", settings.path("sign", "k"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "-a", "a b", "..", "a?b"})
  void prefixesThatNoKeyCanHaveAreRefused(String prefix) {
    Vertx vertx = Vertx.vertx();
    try (var vault =
        VaultFixture.open(vertx, URI.create("http://127.0.0.1:1"), VaultFixture.token("t"))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new TransitKeys(vault, VaultFixture.SETTINGS, prefix, VaultFixture.CLOCK));
    } finally {
      vertx.close();
    }
  }
}
