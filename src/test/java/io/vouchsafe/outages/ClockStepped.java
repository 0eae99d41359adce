package io.vouchsafe.outages;

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
 * The service's clock steps, and back: within {@code clock-error} (30 s), which nobody may notice,
 * and by ten minutes, with which nothing may be signed from the next reading of the keys on.
 */
final class ClockStepped extends VaultTrial {
  private static final String LIBRARY = "libfaketime.so.1";
  private static final Path CLOCK = Repository.TARGET.resolve("faketime.txt");

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
    try {
      Files.writeString(CLOCK, "%+d".formatted(seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    return Stream.concat(
            Stream.of(10, -10).map(seconds -> stepped(watched, seconds, lasts)),
            Stream.of(600, -600)
                .map(seconds -> stepped(watched, seconds, lasts).beyondClockError()))
        .toList();
  }

  private static Figures stepped(Watched watched, int seconds, Duration lasts) {
    return watched.outage(
        "clock stepped by %+d s".formatted(seconds), () -> step(seconds), lasts, () -> step(0));
  }
}
