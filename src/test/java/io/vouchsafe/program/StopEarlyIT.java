package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.FullPipe;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nobody could be served, nobody is waited for. */
class StopEarlyIT {
  private static final int ENDED_BY_SIGTERM = 143;
  private static final String LONG = "1h";
  private static final String OF_QUARKUS = "Shutdown thread";

  private final Stage stage = Stage.shared();

  @AfterEach
  void stop() {
    stage.stop();
  }

  /** Its log goes to a full pipe besides the console, so its first line holds the start up. */
  @Test
  void aSignalBeforeThePortsAreOpenIsHeededAtOnce(@TempDir Path folder) {
    Path log = folder.resolve("log");
    FullPipe pipe = FullPipe.make(log);
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("quarkus.log.file.enabled", "true");
    config.put("quarkus.log.file.path", log.toString());
    config.put("vouchsafe.http.shutdown-delay", LONG);
    try (ServiceProcess service = ServiceProcess.start("stop-early", config)) {
      eventually(service::output, () -> service.output().contains("INFO"));
      service.process().destroy();
      eventually(service::output, () -> hasThread(service, OF_QUARKUS));
      assertFalse(service.output().contains("started in"), service::output);
      pipe.drain();

      assertEquals(ENDED_BY_SIGTERM, service.exitStatus(), service::output);
      assertTrue(service.output().contains("stays open for 0 s"), service::output);
      assertFalse(service.output().contains("ERROR"), service::output);
    }
  }

  private static boolean hasThread(ServiceProcess service, String name) {
    Path tasks = Path.of("/proc", Long.toString(service.process().pid()), "task");
    try (Stream<Path> all = Files.list(tasks)) {
      return all.anyMatch(task -> name(task).equals(name));
    } catch (IOException ended) {
      return false;
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException ended) {
      return "";
    }
  }

  @Test
  void anInstanceThatOnlyRotatesDoesNotWait() {
    try (Fleet fleet = Fleet.shared("default", "second")) {
      Fleet.Instance only =
          fleet.instance(
              "stop-only",
              "vouchsafe.rotation.mode",
              "only",
              "quarkus.vault.authentication.client-token",
              fleet.rotatorToken(),
              "vouchsafe.http.shutdown-delay",
              LONG);
      only.start();
      eventually(only::output, () -> only.status("/q/health/started") == 200);
      only.terminate();

      assertEquals(ENDED_BY_SIGTERM, only.exitStatus(), only::output);
      assertFalse(only.listensInPublic(), only::output);
    }
  }
}
