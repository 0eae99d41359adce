package io.vouchsafe.agent;

import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.net.URI;
import java.util.Map;

/**
 * The packaged service over a real OpenBao, whose tokens are good for six seconds, behind a proxy
 * that can take it away.
 */
final class ShortTokens implements AutoCloseable {
  private final Stage stage = Stage.shared();
  private final ServiceProcess service;
  private final BreakingProxy proxy;

  ShortTokens(String name) {
    Map<String, String> settings = stage.start();
    settings.put("vouchsafe.keys.max-ttl", "6s");
    service = ServiceProcess.on(stage, name + "-" + ProcessHandle.current().pid(), settings);
    proxy = BreakingProxy.before(URI.create(stage.url()));
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
    return Map.of("VOUCHSAFE_ISSUER", url(), "VOUCHSAFE_GRANT", grant());
  }

  @Override
  public void close() {
    proxy.close();
    service.close();
    stage.stop();
  }
}
