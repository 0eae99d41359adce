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

/**
 * A real agent or proxy of OpenBao that logs in by AppRole and adds its token to each call, as an
 * admin would set it up: it takes no call without {@code X-Vault-Request}.
 */
public final class BaoAgent implements AutoCloseable {
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
              """
              vault { address = "%1$s" }
              auto_auth {
                method "approle" {
                  namespace = "%2$s"
                  config = {
                    role_id_file_path = "%3$s"
                    secret_id_file_path = "%4$s"
                    remove_secret_id_file_after_reading = false
                  }
                }
              }
              api_proxy { use_auto_auth_token = true }
              listener "tcp" {
                address = "127.0.0.1:%5$d"
                tls_disable = true
                require_request_header = true
              }
              """
                  .formatted(
                      bao.address(),
                      bao.namespace(),
                      Files.writeString(folder.resolve("role-id"), role.roleId()),
                      Files.writeString(folder.resolve("secret-id"), role.secretId()),
                      port));
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

  private static String read(Path log) {
    try {
      return Files.readString(log);
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
