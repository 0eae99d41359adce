package io.vouchsafe.testing;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.testing.Repository.TARGET;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.RaftNode.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A real OpenBao of three nodes, or one, that share their storage by Raft, on this machine:
 * initialized with one unseal key, unsealed, and with elections as short as OpenBao allows. Nodes
 * are called 0, 1 and 2, and each may be killed, stopped, frozen, sealed, cut off and brought back.
 * It ends with {@link #close} or with the JVM, and leaves nothing but its logs.
 */
public final class RaftCluster implements AutoCloseable {
  /** How many there are. */
  public static final int NODES = 3;

  private final Path folder;
  private final List<RaftNode> nodes = new ArrayList<>();
  private final RaftLinks links;
  private final String unsealKey;
  private final String rootToken;
  private volatile int lastActive;

  private RaftCluster(int count, Map<String, String> environment) {
    List<Integer> ports = Ports.free(2 * count);
    folder = folder(ports.getFirst());
    Processes.afterwards(() -> delete(folder));
    List<Integer> clusterPorts = ports.subList(count, 2 * count);
    links = new RaftLinks(clusterPorts, this::process);
    for (int i = 0; i < count; i++) {
      nodes.add(
          new RaftNode(
              "node-" + i, folder, ports.get(i), clusterPorts.get(i), links.port(i), environment));
    }
    nodes.forEach(RaftNode::start);
    nodes.forEach(RaftNode::awaitListening);
    RaftNode first = nodes.getFirst();
    JsonNode made = first.write("sys/init", Map.of("secret_shares", 1, "secret_threshold", 1), "");
    unsealKey = IssuedSecrets.remember(made.at("/keys/0").asText());
    rootToken = IssuedSecrets.remember(made.path("root_token").asText());
    unseal(0);
    eventually("an active first node", () -> isActive(0));
    for (int i = 1; i < count; i++) {
      nodes
          .get(i)
          .write(
              "sys/storage/raft/join", Map.of("leader_api_addr", first.address().toString()), "");
      unseal(i);
    }
    awaitWhole();
  }

  /** Starts it, without Transit, and waits until every node answers. */
  public static RaftCluster start() {
    return start(Map.of());
  }

  /**
   * The same with more in the environment of its processes.
   *
   * @param environment beside that of this JVM
   */
  public static RaftCluster start(Map<String, String> environment) {
    return new RaftCluster(NODES, environment);
  }

  /** A single node, whose keys outlive its process. */
  public static RaftCluster alone() {
    return new RaftCluster(1, Map.of());
  }

  private static Path folder(int port) {
    try {
      return Files.createDirectories(TARGET.resolve("raft-" + port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a node listens. */
  public URI url(int node) {
    return nodes.get(node).address();
  }

  /** The process of a node. */
  public Process process(int node) {
    return nodes.get(node).process();
  }

  /** The cluster as its admin sees it who asks this node. What it makes ends with the cluster. */
  public OpenBao at(int node) {
    return new OpenBao(nodes.get(node).server(rootToken), "", this::close);
  }

  /** The node that is active; waits for one. */
  public int active() {
    eventually("an active node", () -> isActive(lastActive) || findActive());
    return lastActive;
  }

  /** The node that is active, if there is one now. */
  public OptionalInt activeNow() {
    return isActive(lastActive)
        ? OptionalInt.of(lastActive)
        : IntStream.range(0, nodes.size()).filter(this::isActive).findFirst();
  }

  /** A node other than this one that is active; waits for one. */
  public int activeBeside(int node) {
    IntPredicate other = it -> it != node && isActive(it);
    eventually(
        "another active node than " + node, () -> IntStream.range(0, nodes.size()).anyMatch(other));
    lastActive = IntStream.range(0, nodes.size()).filter(other).findFirst().orElse(lastActive);
    return lastActive;
  }

  private boolean findActive() {
    activeNow().ifPresent(node -> lastActive = node);
    return isActive(lastActive);
  }

  private boolean isActive(int node) {
    return nodes.get(node).state() == State.ACTIVE;
  }

  /** The nodes that are not active, though they may be. */
  public List<Integer> standbys() {
    return IntStream.range(0, nodes.size())
        .filter(node -> nodes.get(node).state() == State.STANDBY)
        .boxed()
        .toList();
  }

  /** Ends a node at once, as a crash does. */
  public void kill(int node) {
    Processes.kill(process(node));
  }

  /** Ends a node as an admin does. */
  public void stop(int node) {
    Processes.stop(process(node));
  }

  /** Has a node stand still until {@link #thaw}: it takes connections and answers nothing. */
  public void freeze(int node) {
    nodes.get(node).freeze();
  }

  /** Lets a node go on. */
  public void thaw(int node) {
    nodes.get(node).thaw();
  }

  /** Cuts a node off from the others until {@link #join}; its API is there. */
  public void cutOff(int node) {
    links.cutOff(node);
  }

  /** Lets all nodes reach each other again. */
  public void join() {
    links.mend();
  }

  /** Starts a node that has ended, and unseals it. */
  public void start(int node) {
    start(node, _ -> {});
  }

  /**
   * The same.
   *
   * @param first what is done with its process before it is waited for
   */
  public void start(int node, Consumer<Process> first) {
    nodes.get(node).start();
    first.accept(process(node));
    nodes.get(node).awaitListening();
    unseal(node);
  }

  /** Seals a node: its calls are 503 until {@link #unseal}. */
  public void seal(int node) {
    nodes.get(node).write("sys/seal", Map.of(), rootToken);
  }

  /** Opens a node that is sealed. */
  public void unseal(int node) {
    eventually("unsealing of node " + node, () -> nodes.get(node).unseal(unsealKey));
  }

  /** Waits until one node is active and all others stand by. */
  public void awaitWhole() {
    eventually(
        () -> "a whole cluster: " + nodes.stream().map(RaftNode::state).toList(),
        () -> {
          List<State> states = nodes.stream().map(RaftNode::state).toList();
          return states.contains(State.ACTIVE)
              && states.stream().filter(State.STANDBY::equals).count() == nodes.size() - 1;
        });
  }

  @Override
  public void close() {
    nodes.forEach(RaftNode::end);
    links.close();
    delete(folder);
  }

  /** What is gone already, or goes meanwhile, is none of its concern. */
  private static void delete(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path gone, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path emptied, IOException e) throws IOException {
      Files.deleteIfExists(emptied);
      return FileVisitResult.CONTINUE;
    }
  }
}
