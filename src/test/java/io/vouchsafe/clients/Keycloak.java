package io.vouchsafe.clients;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A real Keycloak, whose realm {@code shop} issues tokens that are exchanged at ours. Its client
 * {@code checkout} and our settings are those of {@code docs/workloads.md}. Two clients of the
 * realm differ from it: {@code other} by its name, {@code wide} also by its full scope, so that its
 * tokens have the audience {@code account} too.
 *
 * @param url of its realm
 * @param secret of each client
 */
record Keycloak(String url, String secret, Process process, Path log) {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String CONDITION = "vouchsafe.issuers.default.exchanges.keycloak.claims.azp";
  private static final String BUILT = "--optimized";

  /** Starts one on an empty database, of the files in this folder. */
  static Keycloak start(Path files, Path folder) {
    int port = Ports.one();
    String address = "http://localhost:" + port;
    String secret = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
    Path home = home(files, folder.resolve("keycloak"), realm(secret));
    Path log = folder.resolve("keycloak.log");
    List<String> command =
        List.of(
            "sh",
            files.resolve("bin/kc.sh").toString(),
            "start",
            "-Dkc.home.dir=" + home,
            BUILT,
            "--import-realm",
            "--cache=local",
            "--http-enabled=true",
            "--http-host=127.0.0.1",
            "--http-port=" + port,
            "--hostname=" + address);
    Map<String, String> environment =
        Map.of("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1 -XX:-UsePerfData");
    Process process = Processes.start(command, environment, folder, log);
    return new Keycloak(address + "/realms/shop", secret, process, log);
  }

  private static Path home(Path files, Path home, ObjectNode realm) {
    try {
      Path realms = Files.createDirectories(home.resolve("data/import"));
      Http.JSON.writeValue(realms.resolve("shop.json").toFile(), realm);
      for (String name : List.of("conf", "lib", "providers")) {
        Files.createSymbolicLink(home.resolve(name), files.resolve(name));
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode realm(String secret) {
    ObjectNode realm = Http.JSON.createObjectNode().put("realm", "shop").put("enabled", true);
    ArrayNode clients = realm.putArray("clients");
    clients.add(client(secret));
    clients.add(client(secret).put("clientId", "other"));
    clients.add(client(secret).put("clientId", "wide").put("fullScopeAllowed", true));
    return realm;
  }

  private static ObjectNode client(String secret) {
    try {
      String text = page(Map.of()).block("The client in Keycloak");
      return ((ObjectNode) Http.JSON.readTree(text)).put("secret", secret);
    } catch (IOException e) {
      throw new IllegalStateException("docs/workloads.md has a client that is no JSON", e);
    }
  }

  private static Page page(Map<String, String> places) {
    return Page.read(Repository.ROOT.resolve("docs/workloads.md"), places);
  }

  /**
   * Gives a service the settings of the page. The exchange takes {@code wide} too, so that its
   * second audience is what its tokens are refused for.
   */
  void trustedBy(Map<String, String> config) {
    String settings = page(Map.of("https://sso.example.com/realms/shop", url)).block("Keycloak");
    settings
        .lines()
        .map(line -> line.split("=", 2))
        .forEach(setting -> config.put(setting[0], setting[1]));
    config.merge(CONDITION, "wide", (named, wide) -> named + "," + wide);
  }

  /** Returns when it issues tokens. */
  void await() {
    Processes.await("Keycloak", process, log, PATIENCE, this::isUp);
  }

  private boolean isUp() {
    try {
      return Files.readString(log).contains("Listening on:");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What its clients are given. */
  Map<String, String> settings() {
    return Map.of("KEYCLOAK", url, "KEYCLOAK_SECRET", secret);
  }
}
