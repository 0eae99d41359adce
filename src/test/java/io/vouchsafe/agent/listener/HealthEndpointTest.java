package io.vouchsafe.agent.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.config.AgentConfig.HealthAt;
import io.vouchsafe.agent.file.Renewer;
import io.vouchsafe.agent.file.SampleSource;
import io.vouchsafe.agent.file.TokenFile;
import io.vouchsafe.agent.file.Watcher;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.testing.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator of an agent sees. */
class HealthEndpointTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final int port = Ports.one();
  private final List<String> said = new ArrayList<>();

  private interface Asking {
    void run() throws IOException, Fault;
  }

  private void with(SampleSource source, String file, Asking asking) throws IOException, Fault {
    TokenFile token = TokenFile.of(folder.resolve(file), "a", Optional.empty());
    try (Renewer renewer =
        Renewer.start(source, List.of(token), Watcher.SILENT, InstantSource.system())) {
      Runnable end =
          HealthEndpoint.start(
              new HealthAt("127.0.0.1", port),
              () -> Map.of("shop", renewer.statuses()),
              new RequestCounts(),
              said::add);
      try {
        renewer.missing(Deadline.in(PATIENCE));
        asking.run();
      } finally {
        end.run();
      }
    }
  }

  @Test
  void isWellWhileEachFileIsGood() throws IOException, Fault {
    with(
        new SampleSource(Duration.ofHours(1)),
        "a",
        () -> {
          String answer = Wire.get(port, "/healthz", "");
          assertEquals(200, Wire.status(answer));
          assertEquals("ok\n", Wire.body(answer));
        });
  }

  @Test
  void saysWhichPortWasFree() throws IOException, Fault {
    Runnable end =
        HealthEndpoint.start(new HealthAt("127.0.0.1", 0), Map::of, new RequestCounts(), said::add);
    try {
      int free = Integer.parseInt(said.getFirst().replaceAll(".*\\D", ""));

      assertEquals(List.of("health and metrics are at 127.0.0.1, port " + free), said);
      assertEquals(200, Wire.status(Wire.get(free, "/healthz", "")));
    } finally {
      end.run();
    }
  }

  @Test
  void namesTheFilesThatAreNot() throws IOException, Fault {
    SampleSource source = new SampleSource(Duration.ofHours(1));
    source.fail(Fault.refused("why not"));
    with(
        source,
        "a",
        () -> {
          String answer = Wire.get(port, "/healthz", "");
          assertEquals(503, Wire.status(answer));
          assertEquals(folder.resolve("a") + " was not written yet: why not\n", Wire.body(answer));
        });
  }

  @Test
  void countsWhatFilesAndListenersDo() throws IOException, Fault {
    with(
        new SampleSource(Duration.ofHours(1)),
        "a\"b",
        () -> {
          Wire.get(port, "/nowhere", "");
          String metrics = Wire.body(Wire.get(port, "/metrics", ""));
          String labels = "{workload=\"shop\",file=\"%s\"} ".formatted(folder.resolve("a\\\"b"));
          for (String line :
              List.of(
                  "vouchsafe_agent_files{workload=\"shop\"} 1",
                  "vouchsafe_agent_file_good" + labels + "1",
                  "vouchsafe_agent_file_renewals_total" + labels + "1",
                  "vouchsafe_agent_requests_total{listener=\"health\",status=\"404\"} 1")) {
            assertTrue(metrics.contains(line + "\n"), metrics);
          }
          assertTrue(metrics.contains("vouchsafe_agent_file_expires_seconds" + labels + "35"));
          assertTrue(metrics.contains("vouchsafe_agent_file_age_seconds" + labels), metrics);
          assertFalse(metrics.contains("failures_total{"), metrics);
        });
  }

  @Test
  void countsFailuresByTheirReason() throws IOException, Fault {
    SampleSource source = new SampleSource(Duration.ofHours(1));
    source.fail(Fault.refused("why not"));
    with(
        source,
        "a",
        () ->
            assertTrue(
                Wire.get(port, "/metrics", "")
                    .contains(
                        "vouchsafe_agent_file_failures_total{workload=\"shop\",file=\"%s\",reason=\"refused\"} "
                            .formatted(folder.resolve("a")))));
  }
}
