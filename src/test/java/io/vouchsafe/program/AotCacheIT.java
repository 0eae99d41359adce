package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.testing.Artifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * The cache that the integration tests trained is one that the JVM takes. Run by {@code -Daot}
 * alone, after the training; it also waits until the cache is written.
 */
class AotCacheIT {
  @Test
  void theJvmTakesTheCache() {
    AtomicReference<String> said = new AtomicReference<>();
    eventually(said::get, () -> starts(said));
  }

  /** With this mode the JVM refuses to start without the cache, rather than do without it. */
  private static boolean starts(AtomicReference<String> said) {
    String cache = Artifact.current().path().resolveSibling("app.aot").toString();
    List<String> command =
        List.of(
            java(),
            "-XX:AOTMode=on",
            "-XX:AOTCache=" + cache,
            "-jar",
            Artifact.current().path().toString(),
            "--version");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      said.set(new String(process.getInputStream().readAllBytes(), UTF_8));
      return process.waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
