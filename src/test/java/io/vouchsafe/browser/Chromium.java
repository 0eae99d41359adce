package io.vouchsafe.browser;

import static io.vouchsafe.testing.Repository.ROOT;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A headless Chromium with a profile of its own. It ends with {@link #close} or with the JVM. */
public final class Chromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PORT_FILE = "DevToolsActivePort";

  private final Process process;
  private final Path profile;
  private final DevTools devTools;

  private Chromium(Process process, Path profile, DevTools devTools) {
    this.process = process;
    this.profile = profile;
    this.devTools = devTools;
  }

  /** The program, where {@code dev/browser --installed} finds one. */
  public static Optional<String> program() {
    try {
      return Optional.of(
          Processes.said(
                  List.of(ROOT.resolve("dev/browser").toString(), "--installed"), Map.of(), ROOT)
              .strip());
    } catch (Processes.Failed none) {
      return Optional.empty();
    }
  }

  /** Starts the program and waits until it can be driven. */
  public static Chromium start(String program) {
    Path profile = temporaryFolder();
    Path log = profile.resolve("chromium.log");
    Process process =
        Processes.start(
            List.of(
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"),
            Map.of(),
            ROOT,
            log);
    Path file = profile.resolve(PORT_FILE);
    Processes.await("Chromium", process, log, PATIENCE, () -> lines(file).size() > 1);
    List<String> where = lines(file);
    DevTools devTools = DevTools.connect("ws://127.0.0.1:" + where.get(0) + where.get(1));
    return new Chromium(process, profile, devTools);
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("chromium-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens an empty page of the size of a desktop's window. */
  public Page page() {
    String target =
        devTools
            .call("", "Target.createTarget", Map.of("url", "about:blank"))
            .path("targetId")
            .asText();
    String session =
        devTools
            .call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asText();
    return new Page(devTools, target, session);
  }

  @Override
  public void close() {
    devTools.close();
    Processes.stop(process);
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "Chromium " + Http.write(devTools.call("", "Browser.getVersion", Map.of()));
  }
}
