package io.vouchsafe.admin;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.testing.Repository.ROOT;

import io.vouchsafe.testing.BaoServer;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code vault/rotate}, {@code vault/revoke} and {@code vault/verify-regions} beside a running
 * service.
 */
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

      stage.bao().rotate("vouchsafe-grant");
      Map<String, String> environment = stage.bao().environment(stage.bao().rootToken());
      Admin.run(environment, "", verifyRegions()).done().saying("A rotation is safe");
    }
  }

  private List<String> verifyRegions() {
    return List.of(
        ROOT + "/vault/verify-regions",
        "--cli",
        BaoServer.binary(),
        "--region",
        "home=" + stage.bao().address(),
        "--jwks",
        "home=" + stage.url() + "/.well-known/jwks.json",
        "--service",
        "home=" + stage.managementUrl());
  }
}
