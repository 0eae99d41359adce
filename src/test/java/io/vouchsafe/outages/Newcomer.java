package io.vouchsafe.outages;

import static io.vouchsafe.testing.Eventually.eventually;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServiceProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** An instance that starts beside the one that callers ask, on ports of its own. */
final class Newcomer implements AutoCloseable {
  private final Ports ports = Ports.free();
  private final ServiceProcess service;

  /**
   * Starts it and waits until its ports are open.
   *
   * @param settings of the other instance
   * @param command that runs the service with settings
   */
  Newcomer(
      String name,
      Map<String, String> settings,
      Function<Map<String, String>, List<String>> command) {
    Map<String, String> own = new HashMap<>(settings);
    own.put("quarkus.http.port", Integer.toString(ports.http()));
    own.put("quarkus.management.port", Integer.toString(ports.management()));
    Path log = Repository.TARGET.resolve("service-" + name + ".log");
    service = ServiceProcess.start(command.apply(own), Map.of(), Path.of(""), log);
    eventually(service::output, () -> is("started"));
  }

  /** Whether it reads its keys and signs. */
  boolean good() {
    return is("ready") && is("group/signing");
  }

  /** Fails unless it lives and is as ready as this, and signs nothing. */
  void expect(boolean ready) {
    if (!is("live") || is("ready") != ready || is("group/signing") || publishes() != ready) {
      throw new AssertionError("ready is not %s: %s".formatted(ready, service.output()));
    }
  }

  private boolean publishes() {
    return Http.isGood("http://localhost:" + ports.http() + "/.well-known/jwks.json");
  }

  private boolean is(String health) {
    return Http.isGood("http://localhost:" + ports.management() + "/q/health/" + health);
  }

  /** Waits until it signs. */
  void awaitGood() {
    eventually(service::output, this::good);
  }

  @Override
  public void close() {
    service.close();
  }
}
