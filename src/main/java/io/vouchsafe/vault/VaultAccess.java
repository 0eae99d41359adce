package io.vouchsafe.vault;

import io.quarkus.vault.client.VaultClient;
import io.quarkus.vault.client.common.VaultRequest;
import io.quarkus.vault.client.common.VaultRequestExecutor;
import io.quarkus.vault.client.logging.LogConfidentialityLevel;
import io.vertx.core.Vertx;
import io.vouchsafe.base.Deadline;
import java.net.URL;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Calls Vault under our own token: logs in as configured, keeps the token alive, and asks once
 * more, with a new token, where the old one was refused.
 *
 * <p>Every call blocks until its deadline at most and is meant for virtual threads. It never
 * retries for any other reason, but where Vault has not caught up with itself (412). Closing it
 * stops the renewal and closes the connections.
 */
public final class VaultAccess implements VaultPost, AutoCloseable {
  private final VaultTransport transport;
  private final Function<URL, VaultHttp> nodes;
  private final VaultHttp vault;
  private final VaultSession session;
  private final LastAttempt logins;
  private final LoginSettings login;

  private VaultAccess(
      VaultTransport transport,
      Function<URL, VaultHttp> nodes,
      VaultHttp vault,
      VaultSession session,
      LastAttempt logins,
      LoginSettings login) {
    this.transport = transport;
    this.nodes = nodes;
    this.vault = vault;
    this.session = session;
    this.logins = logins;
    this.login = login;
  }

  /**
   * Opens access to a Vault. Nothing is called yet: Vault may be down, and the first call logs in.
   *
   * @param certificate that connections to Vault show
   * @param credentials to log in with, such as the rotator's
   * @param events is told of every call
   * @throws IllegalArgumentException naming the property without which it cannot work
   */
  public static VaultAccess open(
      VaultAddress address,
      ClientCertificate certificate,
      VaultCredentials credentials,
      Vertx vertx,
      VaultSettings settings,
      InstantSource clock,
      VaultEvents events) {
    return open(
        address, certificate, credentials, vertx, settings, clock, events, LoginBackoff.standard());
  }

  static VaultAccess open(
      VaultAddress address,
      ClientCertificate certificate,
      VaultCredentials credentials,
      Vertx vertx,
      VaultSettings settings,
      InstantSource clock,
      VaultEvents events,
      LoginBackoff backoff) {
    Objects.requireNonNull(clock, "clock");
    URL url = address.checkUrl();
    VaultLogin login = ConfiguredLogin.of(credentials);
    VaultTransport transport =
        VaultTransport.open(
            vertx,
            VaultConnections.client(address),
            VaultConnections.pool(settings),
            VaultConnections.tls(address, certificate));
    BiFunction<URL, AddressNames, VaultHttp> reach =
        (there, names) ->
            new VaultHttp(
                client(there, address.checkedNamespace(), transport.naming(names)), names, events);
    VaultHttp vault = reach.apply(url, address.names());
    LastAttempt logins = new LastAttempt("logging in", clock);
    VaultSession session =
        new VaultSession(
            new SingleLogin.Means(vault, login, settings.requestTimeout(), clock, backoff, logins));
    session.start();
    return new VaultAccess(
        transport,
        there -> reach.apply(there, address.names().ofNode()),
        vault,
        session,
        logins,
        login.settings());
  }

  private static VaultClient client(
      URL url, Optional<String> namespace, VaultRequestExecutor transport) {
    VaultClient.Builder client =
        VaultClient.builder()
            .baseUrl(url)
            .executor(transport)
            .logConfidentialityLevel(LogConfidentialityLevel.HIGH)
            .maxRetries(0);
    namespace.ifPresent(client::namespace);
    return client.build();
  }

  /** A node of this Vault, over the same session and the same settings. */
  VaultNode at(URL node) {
    return new VaultNode(node, nodes.apply(node), session);
  }

  /** Whether a token is at hand, so that a call need not wait for a login. */
  boolean loggedIn() {
    return session.holdsToken();
  }

  /**
   * Checks a login as {@link #open} does; opens nothing.
   *
   * @throws IllegalArgumentException naming the property without which it cannot work
   */
  public static void checkLogin(VaultCredentials credentials) {
    ConfiguredLogin.of(credentials);
  }

  /**
   * Loads what the first call needs and calls nothing, so that a cold start takes nothing of that
   * call's deadline. May be left out.
   */
  public void prepare() {
    VaultRequest.get("prepare").path("sys", "health").token("").build(response -> Optional.empty());
  }

  /** What its login is made of. */
  public LoginSettings login() {
    return login;
  }

  /** Whether the last login worked. */
  public LastAttempt logins() {
    return logins;
  }

  /**
   * Reads {@code path}, relative to {@code /v1}.
   *
   * @return an answer that is {@link VaultAnswer#good()}
   * @throws VaultFailure if there is none by the deadline
   */
  public VaultAnswer get(VaultOperation operation, String path, Deadline deadline) {
    return call(deadline, token -> vault.get(operation, path, token, deadline));
  }

  @Override
  public VaultAnswer post(
      VaultOperation operation, String path, Map<String, ?> body, Deadline deadline) {
    return call(deadline, token -> vault.post(operation, path, body, token, deadline));
  }

  /**
   * Lists the names below {@code path}, relative to {@code /v1}; none where nothing is there.
   *
   * @throws VaultFailure if there is no such list by the deadline
   */
  public List<String> list(VaultOperation operation, String path, Deadline deadline) {
    return call(deadline, token -> vault.list(operation, path, token, deadline)).names();
  }

  /**
   * Deletes what is at {@code path}, relative to {@code /v1}.
   *
   * @throws VaultFailure if there is no answer by the deadline that it is gone
   */
  public void delete(VaultOperation operation, String path, Deadline deadline) {
    call(deadline, token -> vault.delete(operation, path, token, deadline));
  }

  private VaultAnswer call(Deadline deadline, Call call) {
    String token = session.token(deadline);
    VaultAnswer answer = call.under(token);
    if (!answer.good()) {
      session.confirm(deadline);
    }
    if (answer.forbidden() && session.refused(token, deadline)) {
      answer = call.under(session.token(deadline));
    }
    if (!answer.good()) {
      throw answer.failure();
    }
    session.worked();
    return answer;
  }

  @FunctionalInterface
  private interface Call {
    VaultAnswer under(String token);
  }

  @Override
  public void close() {
    session.close();
    transport.close();
  }
}
