package io.vouchsafe.admin;

import static io.vouchsafe.testing.Eventually.eventually;

import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vault/rotate} and {@code vault/revoke} beside a running service. */
class VaultScriptsIT {
  @TempDir Path folder;
  private final Stage stage = Stage.shared();

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void theyPrintThePhasesThatTheServiceGives() {
    try (ServiceProcess service = ServiceProcess.on(stage, "scripts", stage.start())) {
      Health health = new Health(stage);
      eventually(() -> health.text() + service.output(), health::good);
      Admin admin = new Admin(stage.bao(), folder);
      String key = "vouchsafe-rs256";

      admin
          .rotate(key, "--service", stage.managementUrl())
          .done()
          .saying(
              "version 1, created " + admin.created(key, 1) + ", signing, signs until ",
              "version 2, created " + admin.created(key, 2) + ", announced, signs from ");

      admin
          .revoke(key, "1", "--yes", "--service", stage.managementUrl())
          .done()
          .saying("version 2, created " + admin.created(key, 2) + ", signing")
          .saying("What Vault and the service say of " + key + " now:");
    }
  }
}
