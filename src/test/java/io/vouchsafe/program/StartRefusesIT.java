package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.testing.StartSettings.ISSUER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.StartSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the process ends when its settings are refused, wherever they come from. What is refused, and
 * in what words, is {@code StartRefusesTest}'s.
 */
class StartRefusesIT {
  private static final Pattern STACK_TRACE =
      Pattern.compile("(?m)^\\s+at [a-z]|^Caused by:|Exception in");

  @TempDir Path folder;
  private StartSettings settings;

  @BeforeEach
  void takeGoodSettings() {
    settings = StartSettings.good(folder);
  }

  /** The lines that a start prints which ends with 1. */
  private List<String> refused(String name, Map<String, String> environment) {
    try (ServiceProcess service =
        ServiceProcess.start("start-" + name, settings.properties(), environment)) {
      int status = service.exitStatus();
      String output = service.output();
      assertEquals(1, status, output);
      assertFalse(STACK_TRACE.matcher(output).find(), output);
      return output.lines().toList();
    }
  }

  private static void names(String property, String reason, String line) {
    assertTrue(line.contains(property) && line.contains(reason), line);
  }

  @Test
  void aValueThatCannotWorkIsOneLine() {
    settings.with(ISSUER + "issuer", "http://id.example.com");

    List<String> lines = refused("value", Map.of());

    assertEquals(1, lines.size(), lines::toString);
    names(ISSUER + "issuer", "must be https", lines.getFirst());
  }

  @Test
  void aSettingThatIsMissingIsOneLine() {
    settings.without(ISSUER + "issuer");

    List<String> lines = refused("missing", Map.of());

    assertEquals(1, lines.size(), lines::toString);
    names(ISSUER + "issuer", "required", lines.getLast());
  }

  @Test
  void aVariableIsNamedAsTheSettingThatItIs() {
    List<String> lines = refused("variable", Map.of("VOUCHSAFE_KEYS_REFRESH", "soon"));

    assertEquals(1, lines.size(), lines::toString);
    names("vouchsafe.keys.refresh", "soon", lines.getLast());
    names("variable", "VOUCHSAFE_KEYS_REFRESH", lines.getLast());
  }

  @Test
  void aSettingOfAFileIsRefusedAsWell() throws IOException {
    Path file = Files.writeString(folder.resolve("my.properties"), "vouchsafe.key.refresh=5s\n");
    settings.with("quarkus.config.locations", file.toString());

    List<String> lines = refused("file", Map.of());

    assertEquals(1, lines.size(), lines::toString);
    names("vouchsafe.key.refresh", "did you mean vouchsafe.keys.refresh?", lines.getFirst());
    names(file.toString(), "line 1", lines.getFirst());
  }

  /** Quarkus looks for it when it opens the ports; Vault is a socket that would see a call. */
  @Test
  void aCertificateThatIsNotConfiguredIsOneLineBeforeVaultIsCalled() throws IOException {
    String name = "quarkus.http.tls-configuration-name";
    try (ServerSocket vault = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      settings.with("quarkus.vault.url", "http://127.0.0.1:" + vault.getLocalPort());
      settings.with(name, "nosuch");

      List<String> lines = refused("tls-name", Map.of());

      assertEquals(1, lines.size(), lines::toString);
      names(name, "names nosuch", lines.getFirst());
      vault.setSoTimeout(1);
      assertThrows(SocketTimeoutException.class, vault::accept);
    }
  }

  @Test
  void theVariableOfSomebodyElseIsNoSetting() {
    try (ServiceProcess service =
        ServiceProcess.start(
            "start-good", settings.properties(), Map.of("VOUCHSAFE_URL", "http://localhost"))) {
      eventually(
          service::output, () -> service.output().contains("started in") || !service.running());
      assertTrue(service.running(), service::output);
    }
  }
}
