package io.vouchsafe.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.OpenBao;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands of {@code docs/keys.md} do what the page says, one after the other. */
@Tag("slow")
class KeysDocTest {

  private static final Pattern SHELL = Pattern.compile("(?ms)^ *```sh$(.*?)^ *```$");

  @Test
  void everyCommandRuns() throws Exception {
    var commands =
        SHELL
            .matcher(Files.readString(Path.of("docs/keys.md")))
            .results()
            .flatMap(block -> block.group(1).lines())
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.partitioningBy(line -> line.startsWith("vault/")));
    assertEquals(List.of("dev/keys"), commands.get(false).stream().distinct().toList());

    try (var bao = OpenBao.shared()) {
      bao.setup("--auth", "approle");
      for (var command : commands.get(true)) {
        var answered = command.startsWith("vault/revoke") ? command + " --yes" : command;
        run(bao, answered + " --cli \"$(dev/bao)\"");
      }
      var key = bao.key("vouchsafe-rs256");
      assertEquals(2, key.path("latest_version").asInt());
      assertEquals(2, key.path("min_decryption_version").asInt());
      assertEquals(2, key.path("min_available_version").asInt());
    }
  }

  private static void run(OpenBao bao, String command) throws Exception {
    var builder = new ProcessBuilder("bash", "-ec", command).redirectErrorStream(true);
    builder.environment().remove("VOUCHSAFE_MANAGEMENT_URL");
    builder.environment().putAll(bao.environment(bao.rootToken()));
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor() == 0, () -> command + ": " + output);
  }
}
