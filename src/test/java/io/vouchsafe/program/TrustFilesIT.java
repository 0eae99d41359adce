package io.vouchsafe.program;

import static io.vouchsafe.testing.StartSettings.ISSUER;
import static io.vouchsafe.testing.StartSettings.TRUSTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.NamedPipe;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.StartSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that grant trust, and what is no file: the start says so, and waits for nobody. */
class TrustFilesIT {
  private static final List<String> SETTINGS =
      List.of(
          "quarkus.tls.trust-store.pem.certs",
          "quarkus.tls.unused.trust-store.pem.certs",
          "quarkus.tls.unused.key-store.pem.0.cert",
          "quarkus.tls.unused.key-store.pem.0.key",
          "quarkus.tls.other.key-store.p12.path",
          "quarkus.vault.tls.ca-cert",
          TRUSTED + "ca-file",
          TRUSTED + "jwks-file",
          ISSUER + "extra-jwks");

  @TempDir Path folder;

  /** Quarkus reads those of {@code quarkus.tls} before any part of ours is made. */
  @ParameterizedTest
  @ValueSource(strings = {"", "--check"})
  void aPipeAndADeviceWithoutAnEndStopTheStartByName(String argument) {
    Path pipe = folder.resolve("pipe");
    NamedPipe.make(pipe);
    for (Path file : List.of(pipe, Path.of("/dev/zero"))) {
      String said = refused(argument, file);
      for (String setting : SETTINGS) {
        assertTrue(
            said.lines()
                .anyMatch(line -> line.startsWith(setting + ": " + file + " is no regular")),
            () -> "not said: " + setting + "\n" + said);
      }
    }
  }

  private String refused(String argument, Path file) {
    StartSettings settings = StartSettings.good(folder);
    SETTINGS.forEach(setting -> settings.with(setting, file.toString()));
    List<String> command =
        Artifact.current()
            .command(
                settings.properties().entrySet().stream()
                    .map(entry -> "-D" + entry.getKey() + "=" + entry.getValue())
                    .toList(),
                Stream.of(argument).filter(it -> !it.isEmpty()).toArray(String[]::new));
    Path log = Repository.TARGET.resolve("trust-files" + argument + ".log");
    try (ServiceProcess service = ServiceProcess.start(command, Map.of(), folder, log)) {
      assertEquals(1, service.exitStatus(), service::output);
      return service.output();
    }
  }
}
