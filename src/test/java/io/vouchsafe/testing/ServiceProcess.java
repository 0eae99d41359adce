package io.vouchsafe.testing;

import static io.vouchsafe.testing.Eventually.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The packaged service as a process of its own, as it is deployed. Its log is {@code
 * target/service-NAME.log}; it ends with {@link #close} or with the JVM.
 */
public final class ServiceProcess implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final Process process;
  private final Path log;

  private ServiceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it with these properties. */
  public static ServiceProcess start(String name, Map<String, String> properties) {
    return start(name, properties, Map.of());
  }

  /** Starts it with these properties and environment variables. */
  public static ServiceProcess start(
      String name, Map<String, String> properties, Map<String, String> environment) {
    return start(Path.of(""), name, properties, environment);
  }

  private static ServiceProcess start(
      Path directory,
      String name,
      Map<String, String> properties,
      Map<String, String> environment) {
    Path log = Path.of("target", "service-" + name + ".log").toAbsolutePath();
    List<String> settings =
        properties.entrySet().stream()
            .map(entry -> "-D" + entry.getKey() + "=" + entry.getValue())
            .toList();
    try {
      ProcessBuilder builder =
          new ProcessBuilder(Artifact.current().command(settings))
              .directory(directory.toAbsolutePath().toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new ServiceProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it on this stage, with these properties beside the stage's, and waits for its ports. */
  public static ServiceProcess on(Stage stage, String name, Map<String, String> properties) {
    return on(stage, Path.of(""), name, properties);
  }

  /** The same, in this working directory. */
  public static ServiceProcess on(
      Stage stage, Path directory, String name, Map<String, String> properties) {
    ServiceProcess service = start(directory, name, properties, Map.of());
    service.awaitStarted(stage.managementUrl());
    return service;
  }

  private void awaitStarted(String managementUrl) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(managementUrl + "/q/health/started")).build();
    eventually(
        () -> "the service on its ports, see " + log,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the service ended at its start: " + output());
          }
          try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
          } catch (IOException notYet) {
            return false;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        });
  }

  /** What it has printed so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean running() {
    return process.isAlive();
  }

  /** Its exit status, once it has ended. */
  public int exitStatus() {
    eventually("the end of the process that writes " + log, () -> !process.isAlive());
    return process.exitValue();
  }

  /** Ends it as a crash does: at once, with nothing put in order. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
