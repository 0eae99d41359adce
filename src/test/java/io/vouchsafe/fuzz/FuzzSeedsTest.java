package io.vouchsafe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.proof.DiscoveryFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The seeds of {@code dev/fuzz}, each whole, cut off at every place, and with each octet bent. */
class FuzzSeedsTest {
  private static final int FEWEST = 4;
  private static final int MOST_BENT = 100;

  @AfterAll
  static void stop() {
    DiscoveryFuzz.stop();
  }

  static Stream<Arguments> seeds() {
    return Stream.of(Target.values()).flatMap(FuzzSeedsTest::seeds);
  }

  private static Stream<Arguments> seeds(Target target) {
    try {
      return target.seeds().stream().map(seed -> Arguments.of(target, seed.getFileName(), seed));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("seeds")
  void isReadOrRefusedAsItShouldBe(Target target, Path name, Path seed) throws IOException {
    byte[] input = Files.readAllBytes(seed);

    target.run(input);
    int step = 1 + input.length / MOST_BENT;
    for (int at = 0; at < input.length; at += step) {
      target.run(Arrays.copyOf(input, at));
      byte[] bent = input.clone();
      bent[at] ^= 0x15;
      target.run(bent);
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasSeeds(Target target) throws IOException {
    assertTrue(target.seeds().size() >= FEWEST, target::title);
  }

  @Test
  void eachFolderOfSeedsIsThatOfATarget() throws IOException {
    try (Stream<Path> folders = Files.list(Target.JWS.seedFolder().getParent())) {
      assertEquals(
          Stream.of(Target.values()).map(Target::title).collect(Collectors.toSet()),
          folders.map(folder -> folder.getFileName().toString()).collect(Collectors.toSet()));
    }
  }
}
