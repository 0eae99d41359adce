package io.vouchsafe.testing;

import static io.vouchsafe.testing.Repository.ROOT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real agent or proxy of OpenBao that logs in by AppRole and adds its token to each call, as an
 * admin would set it up: it takes no call without {@code X-Vault-Request}.
 */
public final class BaoAgent implements AutoCloseable {
  private static final Pattern AGENT = Pattern.compile("(?s)```hcl\\n(vault \\{.*?)```");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI address;
  private final Process process;
  private final Path folder;

  private BaoAgent(URI address, Process process, Path folder) {
    this.address = address;
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts one and waits until it has logged in.
   *
   * @param command {@code proxy} or {@code agent}
   */
  public static BaoAgent start(String command, OpenBao bao, OpenBao.AppRole role) {
    int port = Ports.one();
    try {
      Path folder = Files.createTempDirectory("agent-");
      Path log = folder.resolve("log");
      Path config =
          Files.writeString(
              folder.resolve("config.hcl"),
              asDocumented()
                  .replace("https://vault.example.com:8200", bao.address().toString())
                  .replace(
                      "method \"approle\" {",
                      "method \"approle\" {\n    namespace = \"%s\"".formatted(bao.namespace()))
                  .replace("/etc/vouchsafe/role-id", file(folder, "role-id", role.roleId()))
                  .replace("/etc/vouchsafe/secret-id", file(folder, "secret-id", role.secretId()))
                  .replace("127.0.0.1:8100", "127.0.0.1:" + port));
      Process process =
          Processes.start(
              List.of(BaoServer.binary(), command, "-config=" + config), Map.of(), ROOT, log);
      BaoAgent agent = new BaoAgent(URI.create("http://127.0.0.1:" + port), process, folder);
      Processes.await(
          "bao " + command, process, log, PATIENCE, () -> read(log).contains("renewed auth token"));
      return agent;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration that {@code vault/README.md} has for one. */
  private static String asDocumented() {
    Matcher block = AGENT.matcher(read(ROOT.resolve("vault/README.md")));
    if (!block.find()) {
      throw new IllegalStateException("vault/README.md has no configuration of an agent");
    }
    return block.group(1);
  }

  private static String file(Path folder, String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public URI address() {
    return address;
  }

  @Override
  public void close() {
    Processes.stop(process);
    for (String name : List.of("config.hcl", "role-id", "secret-id", "log", "")) {
      try {
        Files.deleteIfExists(folder.resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
