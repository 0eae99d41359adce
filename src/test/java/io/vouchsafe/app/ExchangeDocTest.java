package io.vouchsafe.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vouchsafe.testing.StartSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of exchanges in docs/workloads.md start, each alone and all together. */
class ExchangeDocTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```properties\n(.*?)```");

  private static Vertx vertx;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static List<String> blocks() throws IOException {
    return BLOCK
        .matcher(Files.readString(Path.of("docs", "workloads.md")))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  @Test
  void theSettingsOfEachAndOfAllStart() throws IOException {
    StartSettings all = StartSettings.good(folder);
    assertEquals(3, blocks().size());
    for (String block : blocks()) {
      StartSettings one = StartSettings.good(folder);
      for (String line : block.lines().toList()) {
        String[] setting = line.split("=", 2);
        one.with(setting[0], setting[1]);
        all.with(setting[0], setting[1]);
      }
      assertDoesNotThrow(() -> StartInJvm.check(vertx, one.properties(), Map.of()));
    }
    assertDoesNotThrow(() -> StartInJvm.check(vertx, all.properties(), Map.of()));
  }
}
