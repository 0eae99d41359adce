package io.vouchsafe.app;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.vouchsafe.config.ConfigFault;
import io.vouchsafe.config.ConfigFaultsException;
import io.vouchsafe.testing.StartSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A start with settings that are good until a test changes them. */
abstract class JudgedStart {
  private static Vertx vertx;

  @TempDir Path folder;
  StartSettings settings;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @BeforeEach
  void takeGoodSettings() {
    settings = StartSettings.good(folder);
  }

  /** Starts with them, as far as settings are judged. */
  final void check() {
    check(settings.properties());
  }

  static void check(Map<String, String> properties) {
    StartInJvm.check(vertx, properties, Map.of());
  }

  /** A part of that start. */
  final <T> T part(Class<T> type) {
    return StartInJvm.part(vertx, settings.properties(), type);
  }

  /** All that is wrong with them. */
  final List<ConfigFault> faults() {
    return assertThrows(ConfigFaultsException.class, this::check).faults();
  }
}
