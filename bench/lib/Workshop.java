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
 * @param root the repository
 * @param folder where this run writes
 * @param slice how long one contender is measured in one round
 * @param rounds how often each contender is measured
 * @param bare the bare Quarkus application, where one was given
 * @param against the artifact to compare with, where one was given
 */
record Workshop(
    Path root,
    Path folder,
    Path bao,
    Artifact artifact,
    Optional<Artifact> bare,
    Optional<Artifact> against,
    Duration slice,
    int rounds,
    Broker broker) {

  Workshop(
      Path root,
      Path bao,
      Artifact artifact,
      Optional<Artifact> bare,
      Optional<Artifact> against,
      Duration slice,
      int rounds) {
    this(
        root,
        emptied(root.resolve("target/bench/run")),
        bao,
        artifact,
        bare,
        against,
        slice,
        rounds,
        Broker.in(root.resolve("target/bench/run")));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** What came of two artifacts, pair by pair. */
  record Pairs<T>(List<T> baseline, List<T> measured) {}

  /** Measures the artifact and the one to compare with in turn, every other pair backwards. */
  <T> Pairs<T> pairs(Function<Artifact, T> measure) {
    var pairs = new Pairs<T>(new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round < rounds; round++) {
      if (round % 2 == 0) {
        pairs.baseline.add(measure.apply(against.orElseThrow()));
        pairs.measured.add(measure.apply(artifact));
      } else {
        pairs.measured.add(measure.apply(artifact));
        pairs.baseline.add(measure.apply(against.orElseThrow()));
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
    var log = file("said.txt");
    write(log, "");
    try {
      Processes.run(List.of(command), Map.of(), root, log);
      return Optional.of(Files.readString(log).strip());
    } catch (IllegalStateException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
