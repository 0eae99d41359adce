package io.vouchsafe.agent.listener;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.config.AgentConfig;
import io.vouchsafe.agent.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/agent.md has what the agent has. */
class AgentDocTest {
  private static final Pattern JSON = Pattern.compile("(?ms)^```json\\R(.*?)^```$");

  @TempDir Path folder;
  private String page;

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(Path.of("docs", "agent.md"));
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void itsConfigurationIsTaken() throws IOException, Fault {
    Matcher json = JSON.matcher(page);
    assertTrue(json.find());
    AgentConfig config =
        ConfigFile.read(Files.writeString(folder.resolve("agent.json"), json.group(1)));

    assertEquals(2, config.workloads().getFirst().files().size());
  }

  @Test
  void itsMetricsAreThoseThatThereAre() {
    Set<String> told =
        found("(?<=# TYPE )vouchsafe_agent_\\w+", MetricsText.of(Map.of(), Map.of()));

    assertEquals(told, found("vouchsafe_agent_\\w+", page));
  }

  @Test
  void itsBoundsAreThoseOfAPort() {
    String bounds =
        "%d connections at once, and a request has %d s to come"
            .formatted(Loopback.MOST_CONNECTIONS, Loopback.LONGEST_REQUEST_SECONDS);

    assertTrue(page.contains(bounds), bounds);
  }

  @Test
  void itsVariableIsTheOneThatIsRead() {
    assertTrue(page.contains("`" + ListenerSecret.VARIABLE + "`"));
  }
}
