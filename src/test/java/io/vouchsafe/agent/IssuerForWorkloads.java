package io.vouchsafe.agent;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.ThreadWatch;
import java.util.Map;

/** The packaged service over a real OpenBao, which the tests of the program in this JVM share. */
final class IssuerForWorkloads {
  private static IssuerForWorkloads shared;

  private final Stage stage;

  private IssuerForWorkloads(Stage stage) {
    this.stage = stage;
  }

  static synchronized IssuerForWorkloads shared() {
    if (shared == null) {
      ThreadWatch.applicationLives();
      Stage stage = Stage.shared();
      Map<String, String> settings = stage.start();
      ServiceProcess.on(stage, "agent-" + ProcessHandle.current().pid(), settings);
      shared = new IssuerForWorkloads(stage);
    }
    return shared;
  }

  String url() {
    return stage.url();
  }

  /** The OpenBao that it signs with. */
  OpenBao bao() {
    return stage.bao();
  }

  Client client() {
    return Client.of(stage);
  }

  /** A grant for any audience, of a workload of the default issuer. */
  String grant(String deployment) {
    return client().grant(Client.workload(deployment));
  }

  /** The variables of a workload that has a grant, as {@code POST /grants} answers them. */
  Map<String, String> environment(String deployment) {
    return Map.of(
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        url() + "/id-token?api-version=1",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        grant(deployment));
  }
}
