package io.vouchsafe.testing;

import static io.vouchsafe.testing.Repository.ROOT;
import static io.vouchsafe.testing.Repository.TARGET;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process of a real OpenBao, in memory and unsealed. It ends with {@link #stop} or with the
 * JVM.
 */
public final class BaoServer {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern UNSEAL_KEY = Pattern.compile("Unseal Key: (\\S+)");
  private static final String ROOT_TOKEN = "root-of-this-test";
  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  private static BaoServer shared;
  private static String binary;

  private final URI address;
  private final String rootToken;
  private final Path log;
  private final Process process;

  /**
   * What a server is started with.
   *
   * @param rootToken the token that may do everything
   * @param config more of OpenBao's configuration, in HCL
   * @param environment beside that of this JVM
   */
  public record Options(
      int port, String rootToken, Path log, String config, Map<String, String> environment) {

    /** A port of its own, and {@code target/openbao-PORT.log}. */
    public static Options forTests() {
      int port = Ports.one();
      Path log = TARGET.resolve("openbao-" + port + ".log");
      return new Options(port, ROOT_TOKEN, log, "", Map.of());
    }

    /** The same with {@code sys/raw}, by which a test breaks what OpenBao has stored. */
    public Options withRawStorage() {
      return new Options(
          port, rootToken, log, config + "raw_storage_endpoint = true\n", environment);
    }

    /** The same with a second listener, which speaks TLS at {@code tlsPort}. */
    public Options alsoAt(int tlsPort, Path certificate, Path key) {
      String listener =
          """
          listener "tcp" {
            address = "127.0.0.1:%d"
            tls_cert_file = "%s"
            tls_key_file = "%s"
          }
          """
              .formatted(tlsPort, certificate, key);
      return new Options(port, rootToken, log, config + listener, environment);
    }
  }

  /** One that runs already. */
  BaoServer(Options options, Process process) {
    this.address = URI.create("http://127.0.0.1:" + options.port());
    this.rootToken = options.rootToken();
    this.log = options.log();
    this.process = process;
  }

  /** Starts a server and waits until it answers. */
  public static BaoServer start(Options options) {
    BaoServer server = new BaoServer(options, launch(options));
    Processes.await(
        "OpenBao",
        server.process,
        server.log,
        PATIENCE,
        () -> server.log().contains("server started!") && server.isUnsealed());
    return server;
  }

  private static Process launch(Options options) {
    try {
      Files.createDirectories(options.log().getParent());
      List<String> command = new ArrayList<>();
      command.addAll(
          List.of(
              binary(),
              "server",
              "-dev",
              "-dev-no-store-token",
              "-dev-listen-address=127.0.0.1:" + options.port()));
      if (!options.config().isEmpty()) {
        Path config = options.log().resolveSibling(options.log().getFileName() + ".hcl");
        command.add("-config=" + Files.writeString(config, options.config()));
      }
      Map<String, String> environment = new TreeMap<>(options.environment());
      environment.put("BAO_DEV_ROOT_TOKEN_ID", options.rootToken());
      environment.put("VAULT_DEV_ROOT_TOKEN_ID", options.rootToken());
      return Processes.start(command, environment, ROOT, options.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path of the program: what {@code dev/bao} says, or {@code -Dtestbed.bao}. */
  public static synchronized String binary() {
    if (binary == null) {
      binary = System.getProperty("testbed.bao");
    }
    if (binary == null) {
      binary =
          binary(
              System.getenv("BAO_BIN") == null
                  ? Map.of()
                  : Map.of("BAO_BIN", System.getenv("BAO_BIN")));
    }
    return binary;
  }

  /** The last line of {@code dev/bao}; before it stands what it does, the first time. */
  static String binary(Map<String, String> environment) {
    return Processes.said(List.of(ROOT + "/dev/bao"), environment, ROOT)
        .lines()
        .reduce((earlier, last) -> last)
        .orElseThrow();
  }

  /**
   * A new namespace of the one server that this JVM shares: mounts, keys, policies, logins and
   * tokens of its own. Where the program knows no namespaces, as Vault's free edition, it is a
   * server of its own instead.
   */
  static synchronized OpenBao namespace() {
    if (shared == null) {
      shared = start(Options.forTests());
    }
    String name = "tests-" + NAMESPACES.incrementAndGet();
    boolean made = shared.root("").call("POST", "sys/namespaces/" + name, Map.of()).done();
    return made
        ? new OpenBao(shared, name, () -> shared.root("").delete("sys/namespaces/" + name))
        : OpenBao.startEmpty();
  }

  /** Where it listens, such as {@code http://127.0.0.1:21234}. */
  public URI address() {
    return address;
  }

  /** The token that may do everything. */
  public String rootToken() {
    return rootToken;
  }

  /** The server's process. */
  public Process process() {
    return process;
  }

  /** The API under the root token, in this namespace; the empty name is that of the root. */
  VaultApi root(String namespace) {
    return new VaultApi(address, rootToken, namespace);
  }

  /** Seals it: every call is 503 until {@link #unseal}. */
  void seal() {
    root("").write("sys/seal", Map.of());
  }

  /** Opens it again. */
  void unseal() {
    root("").write("sys/unseal", Map.of("key", unsealKey()));
    Processes.await("OpenBao once more", process, log, PATIENCE, this::isUnsealed);
  }

  private boolean isUnsealed() {
    try {
      return root("").call("GET", "sys/health", null).status() == 200;
    } catch (UncheckedIOException notListening) {
      return false;
    }
  }

  private String unsealKey() {
    Matcher match = UNSEAL_KEY.matcher(log());
    if (!match.find()) {
      throw new IllegalStateException("no unseal key in " + log);
    }
    return match.group(1);
  }

  private String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it. */
  public void stop() {
    Processes.stop(process);
  }
}
