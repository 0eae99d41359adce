package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that cannot be written is enough: nothing is unpacked, and nothing is left. */
class ReadOnlyIT {
  @TempDir Path directory;
  private final Stage stage = Stage.shared();

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void tokensAreIssuedWhereNoTemporaryFolderCanBe() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("java.io.tmpdir", file.resolve("tmp").toString());
    try (ServiceProcess service = ServiceProcess.on(stage, directory, "read-only", config)) {
      Health health = new Health(stage);
      eventually(health::text, () -> Health.up(health.ready()));
      Client client = Client.of(stage);
      Tokens.verified(client, client.token(client.grant(Client.workload("d-42")), "a"));

      try (Stream<Path> left = Files.list(directory)) {
        assertEquals(List.of(file), left.toList(), service::output);
      }
    }
  }
}
