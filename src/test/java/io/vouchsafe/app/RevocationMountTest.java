package io.vouchsafe.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.vouchsafe.config.ConfigFault;
import io.vouchsafe.config.ConfigFaultsException;
import io.vouchsafe.testing.StartSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start refuses a mount in which no other instance would see a revocation. */
class RevocationMountTest {
  private static final String MOUNT = "vouchsafe.caller.revocation.mount";

  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cubbyhole", "sys", "identity", "auth/approle", "transit"})
  void isRefusedByName(String mount) {
    Map<String, String> settings = StartSettings.good(folder).with(MOUNT, mount).properties();
    List<ConfigFault> faults =
        assertThrows(ConfigFaultsException.class, () -> StartInJvm.check(vertx, settings, Map.of()))
            .faults();

    assertEquals(List.of(MOUNT), faults.stream().map(ConfigFault::property).toList());
  }
}
