package io.vouchsafe.vault;

import static io.vouchsafe.testing.VaultFixture.CLOCK;

import io.quarkus.vault.client.VaultClient;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Logs in to an OpenBao through a proxy of its own, which counts the calls and can break them. As
 * an extension it mends the proxy after each test, and forgets what was seen.
 */
final class VaultLogins implements AutoCloseable, AfterEachCallback, AfterAllCallback {
  static final String KEY = "transit/keys/vouchsafe-es256";
  static final String PREFIX = "quarkus.vault.authentication.";

  /** Tries again after a moment, whatever was refused. */
  static final LoginBackoff EAGER =
      backoff(Duration.ZERO, Duration.ofHours(1), Duration.ofMillis(50), Duration.ofMillis(200));

  /** The same pauses whatever was refused. */
  static LoginBackoff backoff(
      Duration afterRefusal, Duration afterRoleChange, Duration first, Duration longest) {
    return new LoginBackoff(afterRefusal, afterRoleChange, first, longest, longest, List.of());
  }

  private final Vertx vertx;
  private final OpenBao bao;
  private final BreakingProxy proxy;

  VaultLogins(Vertx vertx, OpenBao bao) {
    this.vertx = vertx;
    this.bao = bao;
    this.proxy = BreakingProxy.before(bao.address());
  }

  /** An extension on the OpenBao that the tests of this JVM share. */
  static VaultLogins shared() {
    return new VaultLogins(Vertx.vertx(), OpenBao.shared());
  }

  Vertx vertx() {
    return vertx;
  }

  BreakingProxy proxy() {
    return proxy;
  }

  OpenBao bao() {
    return bao;
  }

  VaultAccess open(Map<String, String> config, LoginBackoff backoff) {
    return open(config, backoff, CLOCK);
  }

  VaultAccess open(Map<String, String> config, LoginBackoff backoff, InstantSource clock) {
    VaultRuntimeConfig settings = settings(config);
    return VaultAccess.open(
        VaultAddress.of(settings),
        ClientCertificate.NONE,
        VaultFixture.credentials(settings),
        vertx,
        VaultFixture.CALLS,
        clock,
        VaultEvents.NONE,
        backoff);
  }

  /** A client without a session. */
  static VaultHttp http(VaultTransport transport, URI vault) {
    try {
      return new VaultHttp(
          VaultClient.builder()
              .baseUrl(vault.toURL())
              .executor(transport.naming(AddressNames.OF_VAULT))
              .maxRetries(0)
              .build(),
          AddressNames.OF_VAULT,
          VaultEvents.NONE);
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static VaultTransport transport(Vertx vertx) {
    return VaultTransport.open(
        vertx,
        new HttpClientOptions(),
        new PoolOptions(),
        new VaultTls(Optional.empty(), ClientCertificate.NONE));
  }

  /** With secrets in files; {@code timeout} is that of a call. */
  VaultAccess open(Map<String, String> config, OwnLogin own, Duration timeout) {
    VaultRuntimeConfig settings = settings(config);
    return VaultAccess.open(
        VaultAddress.of(settings),
        ClientCertificate.NONE,
        new VaultCredentials(VaultCredentials.OF_VAULT, settings.authentication(), own),
        vertx,
        new VaultSettings(timeout, 32, 256),
        CLOCK,
        VaultEvents.NONE,
        EAGER);
  }

  private VaultRuntimeConfig settings(Map<String, String> config) {
    Map<String, String> all = new HashMap<>(config);
    all.putIfAbsent("quarkus.vault.enterprise.namespace", bao.namespace());
    return VaultFixture.config(proxy.address(), all);
  }

  VaultAccess open(Map<String, String> config) {
    return open(config, EAGER);
  }

  /** Makes an AppRole with the signer's policy; the settings that log in by it. */
  Map<String, String> appRole(String name, Map<String, ?> parameters) {
    OpenBao.AppRole role = bao.appRole(name, "vouchsafe-signer");
    if (!parameters.isEmpty()) {
      bao.root().write("auth/approle/role/" + name, parameters);
    }
    return Map.of(
        PREFIX + "app-role.role-id", role.roleId(), PREFIX + "app-role.secret-id", role.secretId());
  }

  static void read(VaultAccess vault) {
    read(vault, KEY);
  }

  static void read(VaultAccess vault, String path) {
    vault.get(VaultOperation.READ, path, Deadline.in(Duration.ofSeconds(20)));
  }

  static boolean works(VaultAccess vault) {
    try {
      read(vault);
      return true;
    } catch (VaultFailure notYet) {
      return false;
    }
  }

  /** Has as many callers read a key at once; the failures that they got. */
  static List<VaultFailure> failures(VaultAccess vault, int callers) throws Exception {
    List<Callable<VaultFailure>> calls = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      calls.add(
          () -> {
            try {
              read(vault);
              return null;
            } catch (VaultFailure failure) {
              return failure;
            }
          });
    }
    List<VaultFailure> failures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<VaultFailure> outcome : threads.invokeAll(calls)) {
        if (outcome.get() != null) {
          failures.add(outcome.get());
        }
      }
    }
    return failures;
  }

  int logins() {
    return proxy.seen(path -> path.endsWith("/login")).size();
  }

  int renewals() {
    return proxy.seen(path -> path.endsWith("/renew-self")).size();
  }

  int lookups() {
    return proxy.seen(path -> path.endsWith("/lookup-self")).size();
  }

  /** Ends every token that an AppRole gave. */
  void revokeAll() {
    bao.root().write("sys/leases/revoke-prefix/auth/approle", Map.of());
  }

  @Override
  public void afterEach(ExtensionContext test) {
    proxy.mend();
    proxy.forget();
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    close();
    bao.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    proxy.close();
  }
}
