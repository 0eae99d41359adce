package io.vouchsafe.config;

import io.smallrye.config.SmallRyeConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files that {@code quarkus.config.locations} names. One that is not there, or is of another
 * kind, would be left out without a word.
 */
final class LocationsCheck {
  private static final String LOCATIONS = "quarkus.config.locations";
  private static final String KIND = ".properties";
  private static final String FILE = "file";

  private LocationsCheck() {}

  static void check(SmallRyeConfig config, Faults faults) {
    config
        .getOptionalValues(LOCATIONS, URI.class)
        .ifPresent(
            locations ->
                locations.forEach(
                    location ->
                        fault(location)
                            .ifPresent(fault -> faults.add(LOCATIONS, LOCATIONS + ": " + fault))));
  }

  private static Optional<String> fault(URI location) {
    if (location.getScheme() != null && !location.getScheme().equals(FILE)) {
      return Optional.empty();
    }
    Path path = location.getScheme() == null ? Path.of(location.getPath()) : Path.of(location);
    if (Files.isDirectory(path)) {
      return Optional.empty();
    }
    if (!Files.isReadable(path)) {
      return Optional.of("there is no file %s that could be read".formatted(path));
    }
    return path.toString().endsWith(KIND)
        ? Optional.empty()
        : Optional.of("%s is not read, since its name does not end in %s".formatted(path, KIND));
  }
}
