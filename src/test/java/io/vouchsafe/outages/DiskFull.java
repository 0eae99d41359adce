package io.vouchsafe.outages;

import io.vouchsafe.testing.BaoServer;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The disk under the audit of Vault is full, then the one under ours. */
final class DiskFull implements Trial {
  @Override
  public Optional<String> lacks() {
    return SmallDisk.possible() ? Optional.empty() : Optional.of("the right to mount a tmpfs");
  }

  @Override
  public List<Figures> run(Duration lasts) {
    try (SmallDisk disk = new SmallDisk()) {
      Figures ofVault = new OfVault(disk).run(lasts).getFirst();
      return List.of(ofVault, new OfOurs(disk).run(lasts).getFirst());
    }
  }

  private static Figures full(String name, SmallDisk disk, Watched watched, Duration lasts) {
    return watched.outage(
        name,
        disk::fill,
        lasts,
        () -> {
          watched.awaitRefusal();
          disk.empty();
        });
  }

  private static final class OfVault extends VaultTrial {
    private final SmallDisk disk;

    OfVault(SmallDisk disk) {
      this.disk = disk;
    }

    @Override
    Stage stage() {
      int port = Ports.one();
      OpenBao vault =
          OpenBao.start(
              new BaoServer.Options(
                  port,
                  "root-of-this-trial",
                  Repository.TARGET.resolve("openbao-" + port + ".log"),
                  "audit \"file\" \"small\" { options { file_path = \"%s\" } }"
                      .formatted(disk.file("vault-audit.log")),
                  Map.of()));
      vault.setup();
      return Stage.before(vault);
    }

    @Override
    List<Figures> run(Stage stage, Watched watched, Duration lasts) {
      return List.of(full("disk full under Vault's audit", disk, watched, lasts));
    }
  }

  private static final class OfOurs extends VaultTrial {
    private final SmallDisk disk;

    OfOurs(SmallDisk disk) {
      this.disk = disk;
    }

    @Override
    Map<String, String> settings() {
      return Map.of("vouchsafe.audit.file", disk.file("our-audit.log").toString());
    }

    @Override
    List<Figures> run(Stage stage, Watched watched, Duration lasts) {
      return List.of(full("disk full under our audit", disk, watched, lasts));
    }
  }
}
