package io.vouchsafe.agent;

import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.net.URI;
import java.util.Map;

/**
 * The packaged service over a real OpenBao, for one class of tests, behind a proxy that can take it
 * away.
 */
final class OwnIssuer implements AutoCloseable {
  private final Stage stage = Stage.shared();
  private final ServiceProcess service;
  private final BreakingProxy proxy;

  private OwnIssuer(String name, Map<String, String> more) {
    Map<String, String> settings = stage.start();
    settings.putAll(more);
    service = ServiceProcess.on(stage, name + "-" + ProcessHandle.current().pid(), settings);
    proxy = BreakingProxy.before(URI.create(stage.url()));
  }

  static OwnIssuer start(String name) {
    return new OwnIssuer(name, Map.of());
  }

  /** Its tokens are good for six seconds. */
  static OwnIssuer ofShortTokens(String name) {
    return new OwnIssuer(name, Map.of("vouchsafe.keys.max-ttl", "6s"));
  }

  /** Where the program asks. */
  String url() {
    return proxy.address().toString();
  }

  BreakingProxy proxy() {
    return proxy;
  }

  Client client() {
    return Client.of(stage);
  }

  String grant() {
    return client().grant(Client.workload("d-agent"));
  }

  Map<String, String> environment() {
    return environment("d-agent");
  }

  /** The variables of a workload that has a grant. */
  Map<String, String> environment(String deployment) {
    return Map.of(
        "VOUCHSAFE_ISSUER", url(), "VOUCHSAFE_GRANT", client().grant(Client.workload(deployment)));
  }

  @Override
  public void close() {
    proxy.close();
    service.close();
    stage.stop();
  }
}
