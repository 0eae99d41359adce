package io.vouchsafe.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port that somebody else has ends the start with one line that names the setting. */
class BusyPortIT {
  @TempDir Path folder;
  private final Stage stage = Stage.shared();

  @AfterEach
  void stop() {
    stage.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"quarkus.http.port", "quarkus.management.port"})
  void endsTheStartWithOneLine(String setting) throws IOException {
    Map<String, String> config = new TreeMap<>(stage.start());
    try (ServerSocket other = new ServerSocket(0)) {
      config.put(setting, Integer.toString(other.getLocalPort()));
      try (ServiceProcess service = ServiceProcess.start("busy-port", config)) {
        assertEquals(1, service.exitStatus(), service::output);

        List<String> errors =
            service
                .output()
                .lines()
                .filter(line -> !line.contains(" INFO ") && !line.contains("config]"))
                .toList();
        assertEquals(1, errors.size(), service::output);
        assertTrue(
            errors.getFirst().contains(setting + ": port " + other.getLocalPort()),
            errors::toString);
      }
    }
  }

  /** Quarkus says later whether there is a port with TLS, so Vault may have been asked before. */
  @Test
  void endsTheStartWithoutATraceWhereItIsTheOneWithTls() throws IOException {
    Map<String, String> config = new TreeMap<>(stage.start());
    try (ServerSocket other = new ServerSocket(0)) {
      config.putAll(
          ServerCertificate.create(folder.resolve("server.p12")).settings(other.getLocalPort()));
      try (ServiceProcess service = ServiceProcess.start("busy-tls", config)) {
        assertEquals(1, service.exitStatus(), service::output);

        assertTrue(
            service
                .output()
                .lines()
                .reduce((earlier, last) -> last)
                .orElse("")
                .startsWith("quarkus.http.ssl-port: port " + other.getLocalPort()),
            service::output);
        assertFalse(service.output().contains("\tat "), service::output);
      }
    }
  }

  @Test
  void isNobodysBusinessWhereItIsNotOpened() throws IOException {
    Map<String, String> config = new TreeMap<>(stage.start());
    try (ServerSocket other = new ServerSocket(0)) {
      config.put("quarkus.http.ssl-port", Integer.toString(other.getLocalPort()));
      try (ServiceProcess service = ServiceProcess.on(stage, "busy-unused", config)) {
        assertTrue(service.running(), service::output);
      }
    }
  }

  @Test
  void isChosenByTheSystemWhereItIsZero() {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.putAll(ServerCertificate.create(folder.resolve("server.p12")).settings(0));
    try (ServiceProcess service = ServiceProcess.on(stage, "busy-random", config)) {
      assertTrue(service.running(), service::output);
    }
  }
}
