package io.vouchsafe.outages;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The service's clock steps, and back: within {@code clock-error}, which nobody may notice, and by
 * more, with which nothing may be signed from the next reading of the keys on.
 */
final class ClockStepped extends VaultTrial {
  private static final String LIBRARY = "libfaketime.so.1";
  private static final Path CLOCK = Repository.TARGET.resolve("faketime.txt");
  private static final int CLOCK_ERROR = 30;

  private final List<Integer> steps;

  /**
   * @param steps in seconds, one after the other, each from the right time and back to it
   */
  ClockStepped(Integer... steps) {
    this.steps = List.of(steps);
  }

  @Override
  public Optional<String> lacks() {
    return library().isPresent()
        ? Optional.empty()
        : Optional.of("libfaketime (apt-get install faketime)");
  }

  private static Optional<Path> library() {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .flatMap(it -> Stream.of(it.resolve("faketime"), it))
          .map(it -> it.resolve(LIBRARY))
          .filter(Files::isReadable)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  Watched watched(Stage stage, Map<String, String> settings) {
    step(0);
    return new Watched(
        stage,
        ServiceProcess.start(
            name(),
            settings,
            Map.of(
                "LD_PRELOAD", library().orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE", CLOCK.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "DONT_FAKE_MONOTONIC", "1")));
  }

  private static void step(int seconds) {
    Path next = CLOCK.resolveSibling(CLOCK.getFileName() + ".next");
    try {
      Files.move(Files.writeString(next, "%+d".formatted(seconds)), CLOCK, ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    return steps.stream().map(seconds -> stepped(watched, seconds, lasts)).toList();
  }

  private static Figures stepped(Watched watched, int seconds, Duration lasts) {
    String name = "clock stepped by %+d s".formatted(seconds);
    if (Math.abs(seconds) <= CLOCK_ERROR) {
      return watched.outage(name, () -> step(seconds), lasts, () -> step(0));
    }
    return watched
        .outage(
            name,
            () -> step(seconds),
            lasts,
            () -> {
              watched.awaitRefusal();
              step(0);
            })
        .beyondClockError();
  }
}
