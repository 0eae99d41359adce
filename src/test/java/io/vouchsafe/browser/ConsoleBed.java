package io.vouchsafe.browser;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The packaged service on an OpenBao of its own, and a browser that looks at its console. They are
 * there as long as the test class runs, which is skipped where there is no Chromium.
 */
final class ConsoleBed
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private final Optional<String> name;
  private final Supplier<? extends Stage> stages;
  private Stage stage;
  private Chromium chromium;
  private Map<String, String> config;
  private ServiceProcess running;
  private Page page;

  private ConsoleBed(Optional<String> name, Supplier<? extends Stage> stages) {
    this.name = name;
    this.stages = stages;
  }

  /** Each test starts its services and its pages. */
  static ConsoleBed idle() {
    return idle(Stage::new);
  }

  /** The same on a stage of another kind. */
  static ConsoleBed idle(Supplier<? extends Stage> stages) {
    return new ConsoleBed(Optional.empty(), stages);
  }

  /**
   * One service for the whole class, and for each test a page that shows its console. A message in
   * the browser's console fails the test.
   */
  static ConsoleBed running(String name) {
    return running(name, Stage::new);
  }

  /** The same on a stage of another kind. */
  static ConsoleBed running(String name, Supplier<? extends Stage> stages) {
    return new ConsoleBed(Optional.of(name), stages);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<String> program = Chromium.program();
    if (program.isEmpty()) {
      System.out.println("no Chromium: the console was not tested (dev/browser installs one)");
    }
    Assumptions.assumeTrue(program.isPresent(), "no Chromium: dev/browser installs one");
    stage = stages.get();
    config = new TreeMap<>(stage.start());
    chromium = Chromium.start(program.orElseThrow());
    name.ifPresent(it -> running = goodService(it));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (running != null) {
      page = console();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (page != null) {
      List<String> messages = page.messages();
      page.close();
      page = null;
      assertEquals(List.of(), messages);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (running != null) {
      running.close();
    }
    if (chromium != null) {
      chromium.close();
    }
    if (stage != null) {
      stage.stop();
    }
  }

  /** The page of this test. */
  Page page() {
    return page;
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
}
