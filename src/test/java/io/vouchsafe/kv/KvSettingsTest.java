package io.vouchsafe.kv;

import static org.junit.jupiter.api.Assertions.assertSame;

import io.vouchsafe.testing.Expect;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "/revoked", "revoked/", "a//b", "a/../b", "a b", "a?b"})
  void whatCanBeNoMountIsRefused(String mount) {
    Expect.illegal("mount must be a path", () -> new KvSettings(mount, Duration.ofSeconds(5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cubbyhole",
        "cubbyhole/revoked",
        "sys",
        "sys/x",
        "identity",
        "auth/approle",
        "audit"
      })
  void whereVaultMountsNoEngineOfOursIsRefusedWithWhatToDo(String mount) {
    Expect.illegal(
        "mount must not be " + mount + ", which is Vault's own",
        () -> new KvSettings(mount, Duration.ofSeconds(5)));
    Expect.illegal(
        "vault/setup --revocation-mount revoked",
        () -> new KvSettings(mount, Duration.ofSeconds(5)));
  }

  @Test
  void aMountThatOnlyBeginsLikeAnotherIsTaken() {
    for (String mount : new String[] {"system", "team/cubbyhole", "transit-revoked", "a/transit"}) {
      KvSettings settings = new KvSettings(mount, Duration.ofSeconds(5));
      assertSame(settings, settings.apartFrom("transit"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"team/transit", "team/transit/revoked"})
  void theTransitEnginesMountIsRefusedWithWhatToDo(String mount) {
    KvSettings settings = new KvSettings(mount, Duration.ofSeconds(5));

    Expect.illegal(
        "since vouchsafe.transit.mount is team/transit: make a KV engine",
        () -> settings.apartFrom("team/transit"));
  }

  @Test
  void theTimeoutHasBounds() {
    new KvSettings("team/revoked", Duration.ofMillis(50));
    new KvSettings("team/revoked", Duration.ofSeconds(60));
    for (int millis : new int[] {49, 60_001}) {
      Expect.illegal("timeout", () -> new KvSettings("a", Duration.ofMillis(millis)));
    }
  }

  @Test
  void aListThatTakesItsTimeoutIsNeverTooOld() {
    KvSettings settings = new KvSettings("revoked", Duration.ofSeconds(5));
    Duration refresh = Duration.ofSeconds(30);

    assertSame(settings, settings.within(refresh, Duration.ofSeconds(40)));
    Expect.illegal(
        "timeout (5s) must be at most 4.9995s",
        () -> settings.within(refresh, Duration.ofMillis(39_999)));
    Expect.illegal("timeout (5s) must be at most 0s", () -> settings.within(refresh, refresh));
  }
}
