package io.vouchsafe.bench;

import static io.vouchsafe.testing.Repository.ROOT;
import static io.vouchsafe.testing.Repository.TARGET;

import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.ProofKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a run works with.
 *
 * @param folder where this run writes
 * @param proofKey the key of the brokers' trusted issuer
 */
record Workshop(Path folder, Plan plan, ProofKey proofKey) {

  /**
   * What is to be measured.
   *
   * @param bare the bare Quarkus application, where one was given
   * @param against the build to compare with, where one was given
   * @param slice how long one contender is measured in one round
   * @param rounds how often each contender is measured
   * @param organisations how many there are in the figure of that name
   */
  record Plan(
      Build build,
      Optional<Build> bare,
      Optional<Build> against,
      Duration slice,
      int rounds,
      int organisations) {}

  /** A workshop in {@code target/bench/run}, which is emptied. */
  static Workshop open(Plan plan) {
    Path folder = emptied(TARGET.resolve("bench/run"));
    return new Workshop(folder, plan, ProofKey.create());
  }

  Build build() {
    return plan.build();
  }

  Optional<Build> bare() {
    return plan.bare();
  }

  Optional<Build> against() {
    return plan.against();
  }

  Duration slice() {
    return plan.slice();
  }

  int organisations() {
    return plan.organisations();
  }

  int rounds() {
    return plan.rounds();
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** What came of two builds, pair by pair. */
  record Pairs<T>(List<T> baseline, List<T> measured) {}

  /** Measures the build and the one to compare with in turn, every other pair backwards. */
  <T> Pairs<T> pairs(Function<Build, T> measure) {
    var pairs = new Pairs<T>(new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round < rounds(); round++) {
      if (round % 2 == 0) {
        pairs.baseline.add(measure.apply(against().orElseThrow()));
        pairs.measured.add(measure.apply(build()));
      } else {
        pairs.measured.add(measure.apply(build()));
        pairs.baseline.add(measure.apply(against().orElseThrow()));
      }
    }
    return pairs;
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empties the logs, which grow by kilobytes with every token. */
  void emptyLogs() {
    try (var files = Files.newDirectoryStream(folder, "*.log")) {
      for (var file : files) {
        FileChannel.open(file, StandardOpenOption.WRITE).truncate(0).close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command says, without line ends around it; empty where it fails. */
  Optional<String> said(String... command) {
    try {
      return Optional.of(Processes.said(List.of(command), Map.of(), ROOT).strip());
    } catch (Processes.Failed e) {
      return Optional.empty();
    }
  }

  private static Path emptied(Path folder) {
    try {
      if (Files.exists(folder)) {
        try (var all = Files.walk(folder)) {
          for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
