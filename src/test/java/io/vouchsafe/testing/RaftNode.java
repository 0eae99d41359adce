package io.vouchsafe.testing;

import static io.vouchsafe.testing.Repository.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One OpenBao of a {@link RaftCluster}: its process, its folder, and what is asked of it alone. */
final class RaftNode {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration OF_A_LOOK = Duration.ofSeconds(1);

  /** A node has its vote from the moment it joins, and not ten seconds later. */
  private static final Map<String, String> AUTOPILOT_OFF =
      Map.of("BAO_RAFT_AUTOPILOT_DISABLE", "true", "VAULT_RAFT_AUTOPILOT_DISABLE", "true");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(OF_A_LOOK).build();

  /** What a node is (Vault API, {@code /sys/health}). */
  enum State {
    ACTIVE,
    STANDBY,
    SEALED,
    /** It has no keys, or cannot be asked. */
    AWAY
  }

  private final String name;
  private final Path folder;
  private final Path log;
  private final int port;
  private final List<String> command;
  private final Map<String, String> environment;
  private Process process;

  /**
   * @param port where its API listens
   * @param clusterPort where it listens for the other nodes
   * @param reachedAt where the other nodes reach it
   * @param environment beside that of this JVM
   */
  RaftNode(
      String name,
      Path folder,
      int port,
      int clusterPort,
      int reachedAt,
      Map<String, String> environment) {
    this.environment = new TreeMap<>(environment);
    this.environment.putAll(AUTOPILOT_OFF);
    this.name = name;
    this.folder = folder;
    this.port = port;
    this.log = folder.resolveSibling("openbao-" + port + ".log");
    this.command =
        List.of(BaoServer.binary(), "server", "-config=" + config(clusterPort, reachedAt));
  }

  private Path config(int clusterPort, int reachedAt) {
    String config =
        """
        storage "raft" {
          path = "%s"
          node_id = "%s"
          performance_multiplier = 1
        }
        listener "tcp" {
          address = "127.0.0.1:%d"
          cluster_address = "127.0.0.1:%d"
          tls_disable = true
        }
        api_addr = "%s"
        cluster_addr = "https://127.0.0.1:%d"
        """
            .formatted(data(), name, port, clusterPort, address(), reachedAt);
    try {
      Files.createDirectories(data());
      return Files.writeString(folder.resolve(name + ".hcl"), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path data() {
    return folder.resolve(name);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  BaoServer server(String rootToken) {
    return new BaoServer(new BaoServer.Options(port, rootToken, log, "", Map.of()), process);
  }

  Process process() {
    return process;
  }

  /** Starts it, sealed; does not wait. */
  void start() {
    process = Processes.start(command, environment, ROOT, log);
  }

  /** Waits until it listens. */
  void awaitListening() {
    Processes.await(
        "OpenBao " + name, process, log, Duration.ofSeconds(30), () -> health().isPresent());
  }

  State state() {
    return switch (health().orElse(0)) {
      case 200 -> State.ACTIVE;
      case 429 -> State.STANDBY;
      case 503 -> State.SEALED;
      default -> State.AWAY;
    };
  }

  private Optional<Integer> health() {
    try {
      return Optional.of(send("GET", "sys/health", null, "").statusCode());
    } catch (UncheckedIOException none) {
      return Optional.empty();
    }
  }

  /** Opens it; false where it cannot be opened yet. */
  boolean unseal(String key) {
    HttpResponse<String> answer = send("POST", "sys/unseal", Map.of("key", key), "");
    return answer.statusCode() == 200 && !json(answer).path("sealed").asBoolean(true);
  }

  JsonNode write(String path, Map<String, ?> body, String token) {
    HttpResponse<String> answer = send("POST", path, body, token);
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError("%s at %s: %s".formatted(path, name, answer.body()));
    }
    return json(answer);
  }

  /**
   * @throws UncheckedIOException if there is no answer
   */
  private HttpResponse<String> send(String method, String path, Map<String, ?> body, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address().resolve("/v1/" + path))
            .timeout(path.equals("sys/health") ? OF_A_LOOK : PATIENCE)
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Http.write(body)));
    if (!token.isEmpty()) {
      request.header("X-Vault-Token", token);
    }
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return answer.body().isBlank()
          ? Http.JSON.createObjectNode()
          : Http.JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it at once: what it has stored is deleted next. */
  void end() {
    Processes.kill(process);
  }

  /** Has it stand still, as a machine does that its host forgets: it answers nobody. */
  void freeze() {
    signal("-STOP");
  }

  void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    Processes.said(List.of("kill", signal, Long.toString(process.pid())), Map.of(), ROOT);
  }
}
