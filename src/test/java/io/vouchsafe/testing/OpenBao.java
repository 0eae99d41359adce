package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A real OpenBao for tests, in memory, on a free port of its own. Transit is prepared by {@code
 * vault/setup}, so tests stand on what admins apply. Its log is {@code target/openbao-PORT.log}; it
 * ends with {@link #close} or with the JVM.
 */
public final class OpenBao implements AutoCloseable {

  /** How a workload logs in by AppRole. */
  public record AppRole(String roleId, String secretId) {}

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern UNSEAL_KEY = Pattern.compile("Unseal Key: (\\S+)");
  private static final String ROOT_TOKEN = "root-of-this-test";

  private final String binary;
  private final Process process;
  private final URI address;
  private final Path log;

  private OpenBao(String binary, int port) throws IOException {
    this.binary = binary;
    this.address = URI.create("http://127.0.0.1:" + port);
    this.log = ROOT.resolve("target/openbao-" + port + ".log");
    this.process =
        new ProcessBuilder(
                binary,
                "server",
                "-dev",
                "-dev-no-store-token",
                "-dev-root-token-id=" + ROOT_TOKEN,
                "-dev-listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Starts an OpenBao and runs {@code vault/setup} in it, with these flags. */
  public static OpenBao start(String... setupFlags) {
    var bao = startEmpty();
    bao.setup(setupFlags);
    return bao;
  }

  /** Starts an OpenBao without Transit. */
  public static OpenBao startEmpty() {
    try {
      Files.createDirectories(ROOT.resolve("target"));
      var binary = run(Map.of(), ROOT.resolve("dev/bao").toString()).strip();
      var bao = new OpenBao(binary, freePort());
      bao.awaitReady();
      return bao;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:41234}. */
  public URI address() {
    return address;
  }

  /** The token that may do everything. */
  public String rootToken() {
    return ROOT_TOKEN;
  }

  /** The API under the root token. */
  public VaultApi root() {
    return as(ROOT_TOKEN);
  }

  /** The API under another token. */
  public VaultApi as(String token) {
    return new VaultApi(address, token);
  }

  /** Runs {@code vault/setup} with these flags; what it printed. */
  public String setup(String... flags) {
    var command = new ArrayList<>(List.of(ROOT.resolve("vault/setup").toString(), "--cli", binary));
    command.addAll(List.of(flags));
    return run(environment(), command.toArray(String[]::new));
  }

  /** A renewable token with these policies and no others, not even {@code default}. */
  public String tokenWith(String... policies) {
    return IssuedSecrets.remember(
        root()
            .write("auth/token/create-orphan", tokenRequest(policies))
            .at("/auth/client_token")
            .asText());
  }

  /** A single-use wrapping token around such a token. */
  public String wrappedTokenWith(String... policies) {
    return IssuedSecrets.remember(
        root().wrapped("auth/token/create-orphan", tokenRequest(policies)));
  }

  private static Map<String, ?> tokenRequest(String... policies) {
    return Map.of("policies", List.of(policies), "no_default_policy", true, "period", "1h");
  }

  /** Makes an AppRole with one policy (mounting the method if need be) and gives its login. */
  public AppRole appRole(String name, String policy) {
    root().call("POST", "sys/auth/approle", Map.of("type", "approle"));
    var path = "auth/approle/role/" + name;
    root()
        .write(
            path,
            Map.of(
                "token_policies", policy, "token_no_default_policy", true, "token_period", "1h"));
    return new AppRole(
        root().read(path + "/role-id").path("role_id").asText(),
        IssuedSecrets.remember(
            root().write(path + "/secret-id", Map.of()).at("/data/secret_id").asText()));
  }

  /** A single-use wrapping token around a new secret id of an AppRole. */
  public String wrappedSecretId(String appRole) {
    return IssuedSecrets.remember(
        root().wrapped("auth/approle/role/" + appRole + "/secret-id", Map.of()));
  }

  /** Adds a version to a Transit key; its number. */
  public int rotate(String key) {
    root().write("transit/keys/" + key + "/rotate", Map.of());
    return key(key).path("latest_version").asInt();
  }

  /** What Vault says of a Transit key. */
  public JsonNode key(String key) {
    return root().read("transit/keys/" + key);
  }

  /** Sets parameters of a Transit key, such as its two minimums. */
  public void configure(String key, Map<String, ?> parameters) {
    root().write("transit/keys/" + key + "/config", parameters);
  }

  /** Seals it: every call is 503 until {@link #unseal}. */
  public void seal() {
    root().write("sys/seal", Map.of());
  }

  /** Opens it again. */
  public void unseal() {
    root().write("sys/unseal", Map.of("key", unsealKey()));
    await("unsealed", () -> root().call("GET", "sys/health", null).status() == 200);
  }

  /** The issuer of its identity tokens; discovery and keys are below it. */
  public String identityIssuer() {
    return address + "/v1/identity/oidc";
  }

  /** An identity token that OpenBao signs about an entity of this name, for one audience. */
  public IdentityToken identityToken(String entity, String audience) {
    root().call("POST", "sys/auth/userpass", Map.of("type", "userpass"));
    root().write("identity/oidc/config", Map.of("issuer", address.toString()));
    root()
        .write("identity/oidc/key/tests", Map.of("algorithm", "RS256", "allowed_client_ids", "*"));
    var role = "tests-" + Integer.toHexString(audience.hashCode());
    root()
        .write(
            "identity/oidc/role/" + role,
            Map.of("key", "tests", "client_id", audience, "ttl", "10m"));
    root()
        .write(
            "sys/policies/acl/tests-identity",
            Map.of("policy", "path \"identity/oidc/token/*\" { capabilities = [\"read\"] }"));
    root()
        .write(
            "auth/userpass/users/" + entity,
            Map.of("password", "tests", "token_policies", "tests-identity"));
    var login = as("").write("auth/userpass/login/" + entity, Map.of("password", "tests"));
    var token = as(login.at("/auth/client_token").asText()).read("identity/oidc/token/" + role);
    return new IdentityToken(token.path("token").asText(), login.at("/auth/entity_id").asText());
  }

  /** An identity token and the entity it speaks of, which is its {@code sub}. */
  public record IdentityToken(String jwt, String entityId) {}

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, String> environment() {
    return Map.of(
        "BAO_ADDR",
        address.toString(),
        "BAO_TOKEN",
        ROOT_TOKEN,
        "VAULT_ADDR",
        address.toString(),
        "VAULT_TOKEN",
        ROOT_TOKEN);
  }

  private String unsealKey() {
    try {
      var match = UNSEAL_KEY.matcher(Files.readString(log));
      if (!match.find()) {
        throw new IllegalStateException("no unseal key in " + log);
      }
      return match.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    await(
        "ready",
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException("OpenBao ended at its start, see " + log);
          }
          return Files.readString(log).contains("server started!")
              && root().call("GET", "sys/health", null).status() == 200;
        });
  }

  private interface Check {
    boolean holds() throws IOException;
  }

  private void await(String state, Check check) {
    var until = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(until)) {
      try {
        if (check.holds()) {
          return;
        }
      } catch (IOException | UncheckedIOException e) {
        // not listening yet
      }
      sleep(Duration.ofMillis(50));
    }
    close();
    throw new IllegalStateException(
        "OpenBao was not %s within %s, see %s".formatted(state, PATIENCE, log));
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String run(Map<String, String> environment, String... command) {
    try {
      var errors = Files.createTempFile(ROOT.resolve("target"), "run-", ".err");
      try {
        var builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
          throw new IllegalStateException(
              String.join(" ", command) + ": " + output + Files.readString(errors));
        }
        return output;
      } finally {
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
