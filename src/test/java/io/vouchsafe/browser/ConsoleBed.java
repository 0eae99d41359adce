package io.vouchsafe.browser;

import static io.vouchsafe.testing.Eventually.eventually;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** The packaged service on an OpenBao of its own, and a browser that looks at its console. */
final class ConsoleBed implements AutoCloseable {
  private final Stage stage = new Stage();
  private final Chromium chromium;
  private final Map<String, String> config;

  private ConsoleBed(String program) {
    this.chromium = Chromium.start(program);
    this.config = new TreeMap<>(stage.start());
  }

  /** Opens it; skips the test class, and says so, where there is no Chromium. */
  static ConsoleBed open() {
    Optional<String> program = Chromium.program();
    if (program.isEmpty()) {
      System.out.println("no Chromium: the console was not tested (dev/browser installs one)");
    }
    Assumptions.assumeTrue(program.isPresent(), "no Chromium: dev/browser installs one");
    return new ConsoleBed(program.orElseThrow());
  }

  /** Starts the service, and does not wait for Vault. */
  ServiceProcess service(String name) {
    return ServiceProcess.on(stage, name, config);
  }

  /** Starts the service and waits until tokens can be had. */
  ServiceProcess goodService(String name) {
    ServiceProcess service = service(name);
    Health health = new Health(stage);
    eventually(health::text, health::good);
    return service;
  }

  Stage stage() {
    return stage;
  }

  Client client() {
    return Client.of(stage);
  }

  /** A page that shows the console. */
  Page console() {
    Page page = chromium.page();
    page.open(stage.managementUrl() + "/");
    return page;
  }

  /** A page that shows nothing yet. */
  Page emptyPage() {
    return chromium.page();
  }

  @Override
  public void close() {
    chromium.close();
    stage.stop();
  }
}
