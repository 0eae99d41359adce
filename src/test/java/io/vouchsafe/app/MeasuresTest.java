package io.vouchsafe.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.vertx.core.Vertx;
import io.vouchsafe.config.ConfigFault;
import io.vouchsafe.config.ConfigFaultsException;
import io.vouchsafe.config.DeclaredMeasures;
import io.vouchsafe.testing.StartSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A time, a size or a number that cannot be is one fault, of the setting alone, with its place. */
class MeasuresTest {
  private static final List<String> NO_TIMES =
      List.of("99999999999999999h", "99999999999999h", "99999d", "-5s", "-5", "PT-5S", "", " ");
  private static final List<String> NO_SIZES =
      List.of("9999999999999999999999G", "9223372036854775807", "2T", "-1K", "-1", "", " ");
  private static final List<String> NO_NUMBERS =
      List.of("99999999999999999999", "-99999999999999999999", "-1", "", " ");

  @TempDir static Path folder;
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static Stream<Arguments> impossible() {
    return Stream.of(
            pairs(DeclaredMeasures.times(), NO_TIMES),
            pairs(DeclaredMeasures.sizes(), NO_SIZES),
            pairs(DeclaredMeasures.numbers(), NO_NUMBERS))
        .flatMap(pairs -> pairs);
  }

  private static Stream<Arguments> pairs(Stream<String> settings, List<String> values) {
    return settings.flatMap(setting -> values.stream().map(value -> Arguments.of(setting, value)));
  }

  @Test
  void allRoomsAreAmongThem() {
    assertTrue(DeclaredMeasures.times().count() > 30);
    assertTrue(DeclaredMeasures.sizes().toList().contains("vouchsafe.http.connection.max-heads"));
    assertTrue(DeclaredMeasures.numbers().toList().contains("vouchsafe.http.checks-at-once"));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void isOneFaultWithItsPlace(String setting, String value) throws IOException {
    StringBuilder lines = new StringBuilder(setting + "=" + value.replace(" ", "\\ ") + "\n");
    StartSettings.good(folder)
        .exchanging(folder)
        .besideARegion()
        .properties()
        .forEach((name, set) -> lines.append(name + "=" + set + "\n"));
    Path file = Files.writeString(folder.resolve("a.properties"), lines);

    List<ConfigFault> faults =
        assertThrows(
                ConfigFaultsException.class,
                () ->
                    StartInJvm.check(vertx, new PropertiesConfigSource(file.toUri().toURL(), 260)))
            .faults();

    assertEquals(List.of(setting), faults.stream().map(ConfigFault::property).toList());
    assertEquals(1, faults.getFirst().toString().lines().count());
    assertEquals(file + ", line 1", faults.getFirst().place());
  }
}
