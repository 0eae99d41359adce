package io.vouchsafe.agent.lint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** One issuer that is looked at, by the address where a server of the test listens. */
final class Scene implements AutoCloseable {
  static final String ISSUER = "https://id.example.com";

  final IssuerServer server;
  final boolean tls;
  String issuer;
  Authorities authorities;
  Instant now = Instant.now();
  Duration each = Duration.ofMillis(20);
  Optional<Secret> bearer = Optional.empty();

  private Scene(IssuerServer server, String issuer, boolean tls) throws Fault {
    this.server = server;
    this.issuer = issuer;
    this.tls = tls;
    this.authorities = Authorities.of(Optional.empty());
  }

  static Scene plain() throws Fault {
    return new Scene(IssuerServer.plain(ISSUER, ""), ISSUER, false);
  }

  static Scene at(String path) throws Fault {
    return new Scene(IssuerServer.plain(ISSUER + path, path), ISSUER + path, false);
  }

  static Scene tls(SSLContext tls) throws Fault {
    return new Scene(IssuerServer.tls(ISSUER, tls), ISSUER, true);
  }

  /** Calls the issuer so, to the letter; its documents follow. */
  void rename(String url) {
    issuer = url;
    server.discovery.put("issuer", url);
  }

  ObjectNode key(int number) {
    return (ObjectNode) server.jwks.path("keys").path(number);
  }

  ObjectNode rsa() {
    return key(0);
  }

  ObjectNode ec() {
    return key(1);
  }

  Report report() throws Fault {
    return report(RelyingParty.all());
  }

  Report report(Set<RelyingParty> parties) throws Fault {
    AtomicLong ticks = new AtomicLong();
    return new Lint(
            new Lint.Question(
                issuer,
                Optional.of(new Via("127.0.0.1", server.port(), tls)),
                Optional.empty(),
                bearer,
                Duration.ofSeconds(30)),
            authorities,
            InstantSource.fixed(now),
            () -> ticks.getAndAdd(each.toNanos()))
        .report(parties);
  }

  /** The rules that found something. */
  Set<String> findings() throws Fault {
    return report().findings().stream()
        .map(finding -> finding.rule().id())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public void close() {
    server.close();
  }
}
