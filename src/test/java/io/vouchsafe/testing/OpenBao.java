package io.vouchsafe.testing;

import static io.vouchsafe.testing.Repository.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real OpenBao as its admin sees it: a server of its own, or a namespace of the one that all
 * tests of a JVM share. Transit is prepared by {@code vault/setup}, so tests stand on what admins
 * apply. Tests that seal, break or restart it take a server of their own.
 */
public final class OpenBao implements AutoCloseable {

  /** How a workload logs in by AppRole. */
  public record AppRole(String roleId, String secretId) {}

  private final BaoServer server;
  private final String namespace;
  private final Runnable end;

  OpenBao(BaoServer server, String namespace, Runnable end) {
    this.server = server;
    this.namespace = namespace;
    this.end = end;
  }

  /** Starts an OpenBao and runs {@code vault/setup} in it, with these flags. */
  public static OpenBao start(String... setupFlags) {
    OpenBao bao = startEmpty();
    bao.setup(setupFlags);
    return bao;
  }

  /** Starts an OpenBao without Transit. */
  public static OpenBao startEmpty() {
    return start(BaoServer.Options.forTests());
  }

  /** Starts an OpenBao without Transit, as these options say. */
  public static OpenBao start(BaoServer.Options options) {
    BaoServer server = BaoServer.start(options);
    return new OpenBao(server, "", server::stop);
  }

  /** Runs {@code vault/setup} with these flags in a new namespace of the JVM's OpenBao. */
  public static OpenBao shared(String... setupFlags) {
    OpenBao bao = sharedEmpty();
    bao.setup(setupFlags);
    return bao;
  }

  /** A new namespace of the JVM's OpenBao, without Transit. */
  public static OpenBao sharedEmpty() {
    return BaoServer.namespace();
  }

  /** A new namespace of it, without Transit, whose end is this one's. */
  public OpenBao within(String name) {
    root().write("sys/namespaces/" + name, Map.of());
    return new OpenBao(server, name, this::close);
  }

  /** Where it listens, such as {@code http://127.0.0.1:21234}. */
  public URI address() {
    return server.address();
  }

  /** The name of its namespace; empty where it has a server of its own. */
  public String namespace() {
    return namespace;
  }

  /** The server's process. */
  public Process process() {
    return server.process();
  }

  /** The token that may do everything. */
  public String rootToken() {
    return server.rootToken();
  }

  /** The API under the root token. */
  public VaultApi root() {
    return server.root(namespace);
  }

  /** The API under another token. */
  public VaultApi as(String token) {
    return new VaultApi(address(), token, namespace);
  }

  /** The settings of a service or a Vault client that works here under this token. */
  public Map<String, String> login(String token) {
    String login = "quarkus.vault.authentication.client-token";
    return namespace.isEmpty()
        ? Map.of(login, token)
        : Map.of(login, token, "quarkus.vault.enterprise.namespace", namespace);
  }

  /** Runs {@code vault/setup} with these flags; what it printed. */
  public String setup(String... flags) {
    return run("vault/setup", flags);
  }

  /** Runs a script of this repository that takes {@code --cli}, as an admin; what it printed. */
  String run(String script, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(ROOT.resolve(script).toString(), "--cli", BaoServer.binary()));
    command.addAll(List.of(arguments));
    return Processes.said(command, environment(rootToken()), ROOT);
  }

  /** What Vault's command line takes from its environment to work here under this token. */
  public Map<String, String> environment(String token) {
    String url = address().toString();
    return Map.of(
        "BAO_ADDR", url,
        "VAULT_ADDR", url,
        "BAO_TOKEN", token,
        "VAULT_TOKEN", token,
        "BAO_NAMESPACE", namespace,
        "VAULT_NAMESPACE", namespace);
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
    String path = "auth/approle/role/" + name;
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
    whole().seal();
  }

  /** Opens it again. */
  public void unseal() {
    whole().unseal();
  }

  private BaoServer whole() {
    if (!namespace.isEmpty()) {
      throw new IllegalStateException("this OpenBao is shared: take one of your own");
    }
    return server;
  }

  /** It in the role of an identity provider. */
  public IdentityProvider identities() {
    return new IdentityProvider(root());
  }

  @Override
  public void close() {
    end.run();
  }
}
