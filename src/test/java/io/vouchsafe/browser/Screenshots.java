package io.vouchsafe.browser;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.testing.Repository.ROOT;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** {@code dev/screenshots}: pictures of the console for the documentation. */
public final class Screenshots {
  private static final String MINUTES = "--minutes";
  private static final String FOLDER = "--folder";
  private static final int PHONE = 390;
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Stage stage;
  private final Chromium chromium;
  private final Path folder;

  private Screenshots(Stage stage, Chromium chromium, Path folder) {
    this.stage = stage;
    this.chromium = chromium;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    Flags flags = new Flags("screenshots", arguments, Set.of(MINUTES, FOLDER), Set.of());
    flags.refuseOthers();
    Duration traffic = Duration.ofMinutes(flags.number(MINUTES, "number of minutes", 2, 60));
    Path folder = Files.createDirectories(ROOT.resolve(flags.value(FOLDER, "docs")));
    Stage stage = new Stage();
    Map<String, String> config = new TreeMap<>(stage.start());
    config.keySet().removeIf(name -> name.startsWith("vouchsafe.issuers.second."));
    try (ServiceProcess service = ServiceProcess.on(stage, "screenshots", config);
        Chromium chromium = Chromium.start(Chromium.program().orElseThrow())) {
      Health health = new Health(stage);
      eventually(health::text, health::good);
      new Screenshots(stage, chromium, folder).take(traffic);
      System.out.println("ended well: " + service.running());
    } finally {
      stage.stop();
    }
  }

  private void take(Duration traffic) {
    ask(traffic);
    stage.bao().rotate("vouchsafe-rs256");
    try (Page page = chromium.page()) {
      page.open(stage.managementUrl() + "/");
      page.shows("#keys", "version 2: announced");
      write("console.png", page.picture());
    }
    stage.bao().seal();
    try (Page page = chromium.page()) {
      page.size(PHONE, 844);
      page.prefers(Map.of("prefers-color-scheme", "dark"));
      page.open(stage.managementUrl() + "/");
      page.shows("#signing .remedy", "unseal");
      write("console-phone.png", page.upperPart());
    }
  }

  /** Brokers, workloads, and some who ask for what they may not have. */
  private void ask(Duration time) {
    Client client = Client.of(stage);
    RandomGenerator chance = RandomGenerator.getDefault();
    Instant end = Instant.now().plus(time);
    for (int round = 0; Instant.now().isBefore(end); round++) {
      String grant = client.grant(Client.workload("d-" + round));
      for (int token = chance.nextInt(1, 6); token > 0; token--) {
        client.idToken(grant, "sts.amazonaws.com");
      }
      if (chance.nextInt(9) == 0) {
        client.idToken(grant + "x", "sts.amazonaws.com");
        client.get("/favicon.ico");
      }
      Processes.pause(PAUSE.multipliedBy(chance.nextInt(1, 6)));
    }
  }

  private void write(String name, byte[] picture) {
    try {
      Path file = folder.resolve(name);
      Files.write(file, Palette.reduced(picture));
      System.out.println(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
