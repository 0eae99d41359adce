package io.vouchsafe.app;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vouchsafe.audit.AuditSettings;
import io.vouchsafe.config.Checked;
import io.vouchsafe.config.ConfigFault;
import io.vouchsafe.config.Configuration;
import io.vouchsafe.config.Faults;
import io.vouchsafe.config.HttpsIssuers;
import io.vouchsafe.config.IssuersConfig;
import io.vouchsafe.config.KeyPolicies;
import io.vouchsafe.config.KeysConfig;
import io.vouchsafe.config.RingConfig;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.config.VaultConfig;
import io.vouchsafe.http.HttpSettings;
import io.vouchsafe.http.connection.ConnectionSettings;
import io.vouchsafe.http.connection.ShutdownSettings;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.kv.KvSettings;
import io.vouchsafe.signing.SigningSettings;
import io.vouchsafe.snapshot.SnapshotFile;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultAddress;
import io.vouchsafe.vault.VaultCredentials;
import java.net.URL;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The settings as validated values. Everything else is made of these, so a setting that is refused
 * stops the start before anything is opened.
 *
 * @param login how this instance logs in to Vault
 * @param rotatorLogin how its rotator does; the same where there is none, or nothing else
 * @param nodes of Vault that sign; none where its address does
 * @param revocation where revoked grants are kept; empty where grants cannot be revoked
 * @param otherRegions those whose Vaults are read beside home's; none where nobody is served
 * @param warnings what is legal and unwise
 */
record Settings(
    VaultRuntimeConfig vault,
    VaultCredentials login,
    VaultCredentials rotatorLogin,
    List<URL> nodes,
    TransitSettings transit,
    Optional<KvSettings> revocation,
    SigningSettings signing,
    ReleaseCheck release,
    ConnectionSettings connections,
    ShutdownSettings shutdown,
    HttpSettings http,
    AuditSettings audit,
    List<ConfiguredIssuer> issuers,
    Region home,
    List<ConfiguredRegion> otherRegions,
    List<ConfigFault> warnings) {

  /**
   * Judges all settings. Files that they name are read; nothing is opened, and nobody is called.
   *
   * @throws io.vouchsafe.config.ConfigFaultsException with every fault of the configuration
   */
  static Settings of(Configuration config, InstantSource clock) {
    Faults faults = config.faults();
    VaultRuntimeConfig vault = config.vault();
    RotationConfig rotation = config.of(RotationConfig.class);
    KeysConfig keys = config.of(KeysConfig.class);
    Logins logins = Logins.of(config);
    Checked<VaultCredentials> rotatorLogin = faults.of(logins::ofRotator);
    Checked<VaultCredentials> login =
        rotation.mode().serves() ? faults.of(logins::ofSigner) : rotatorLogin;
    if (!faults.concern("quarkus.vault.url")) {
      faults.check(() -> refuse(VaultAddress.of(vault)::checkUrl));
    }
    faults.check(() -> refuse(VaultAddress.of(vault)::check));
    faults.check(() -> refuse(() -> VaultAccess.checkLogin(login.get())));
    faults.check(() -> refuse(() -> VaultAccess.checkLogin(rotatorLogin.get())));
    faults.check(() -> checkRotation(rotation));
    faults.check(() -> checkSnapshot(config.of(RingConfig.class), rotation));
    if (rotation.mode().serves()) {
      faults.check(() -> HttpsIssuers.check(config));
    }
    SettingsOfRooms rooms = new SettingsOfRooms(config, faults);
    Checked<List<URL>> nodes = rooms.nodes();
    Checked<TransitSettings> transit = rooms.transit();
    Checked<Optional<KvSettings>> revocation = rooms.revocation();
    RegionAssembly regions = new RegionAssembly(config, logins, transit, revocation);
    Checked<Region> home = regions.home();
    List<ConfiguredRegion> others = regions.others();
    Checked<SigningSettings> signing = rooms.signing();
    Checked<ReleaseCheck> release = rooms.release();
    Checked<ConnectionSettings> connections = rooms.connections();
    Checked<ShutdownSettings> shutdown = rooms.shutdown();
    Checked<HttpSettings> http = rooms.http();
    Checked<AuditSettings> audit = rooms.audit(rotation.mode().serves());
    List<ConfiguredIssuer> issuers =
        new IssuerAssembly(
                config.of(IssuersConfig.class),
                keys.maxTtl(),
                config.of(VaultConfig.class).region(),
                KeyPolicies.of(keys, faults),
                clock,
                faults)
            .all();
    faults.refuse();
    return new Settings(
        vault,
        login.get(),
        rotatorLogin.get(),
        nodes.get(),
        transit.get(),
        revocation.get(),
        signing.get(),
        release.get(),
        connections.get(),
        shutdown.get(),
        http.get(),
        audit.get(),
        issuers,
        home.get(),
        rotation.mode().serves() ? others : List.of(),
        faults.warnings());
  }

  /** Home, as a region among the others. */
  ConfiguredRegion homeRegion() {
    return new ConfiguredRegion(home, VaultAddress.of(vault), login, transit, revocation, true);
  }

  /** How many versions of a key the JWKS holds at most, in words. */
  String mostPublished() {
    return KeyPolicies.mostPublished(issuers.getFirst().keyPolicies().get(KeyRole.RS256));
  }

  private static void refuse(Runnable check) {
    Setting.prefixed(
        "",
        () -> {
          check.run();
          return true;
        });
  }

  private static void checkRotation(RotationConfig rotation) {
    if (rotation.mode().rotates() && !rotation.every().isPositive()) {
      throw Setting.refused("vouchsafe.rotation.every", "must be more than zero");
    }
  }

  private static void checkSnapshot(RingConfig ring, RotationConfig rotation) {
    if (rotation.mode().serves()) {
      ring.snapshot()
          .ifPresent(
              file ->
                  Setting.of(
                      "vouchsafe.ring.snapshot",
                      () -> {
                        SnapshotFile.check(file);
                        return file;
                      }));
    }
  }
}
