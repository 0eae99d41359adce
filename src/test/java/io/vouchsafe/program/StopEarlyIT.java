package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
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

  /** A file that the start reads before the ports are open is a pipe, which holds it up. */
  @Test
  void aSignalBeforeThePortsAreOpenIsHeededAtOnce(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("trusted.pem");
    Processes.said(List.of("mkfifo", pipe.toString()), Map.of(), folder);
    Path certificate = folder.resolve("authority.pem");
    ServerCertificate.create(Repository.TARGET.resolve("stop-early.p12")).writeTo(certificate);
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("quarkus.tls.unused.trust-store.pem.certs", pipe.toString());
    config.put("vouchsafe.http.shutdown-delay", LONG);
    CountDownLatch reads = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    try (ServiceProcess service = ServiceProcess.start("stop-early", config)) {
      Thread writer =
          Thread.ofPlatform().daemon().start(() -> feed(pipe, certificate, reads, told));
      eventually(service::output, () -> reads.getCount() == 0);
      service.process().destroy();
      eventually(service::output, () -> hasThread(service, OF_QUARKUS));
      told.countDown();

      assertEquals(ENDED_BY_SIGTERM, service.exitStatus(), service::output);
      assertTrue(service.output().contains("stays open for 0 s"), service::output);
      assertFalse(service.output().contains("ERROR"), service::output);
      writer.join();
    }
  }

  /** Holds up who reads the pipe first, and puts the file in its place for those who come later. */
  private static void feed(Path pipe, Path file, CountDownLatch reads, CountDownLatch told) {
    try (OutputStream out = Files.newOutputStream(pipe)) {
      reads.countDown();
      told.await();
      byte[] content = Files.readAllBytes(file);
      Files.move(file, pipe, StandardCopyOption.REPLACE_EXISTING);
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
