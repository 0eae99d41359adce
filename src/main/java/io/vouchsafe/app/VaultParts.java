package io.vouchsafe.app;

import io.vertx.core.Vertx;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.kv.KvRevocations;
import io.vouchsafe.kv.KvSettings;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.ops.metrics.SigningMetrics;
import io.vouchsafe.ops.metrics.VaultMetrics;
import io.vouchsafe.signing.JwtSigner;
import io.vouchsafe.signing.SigningEvents;
import io.vouchsafe.signing.SigningLanes;
import io.vouchsafe.signing.SigningSettings;
import io.vouchsafe.token.Signer;
import io.vouchsafe.transit.Remedy;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultAddress;
import io.vouchsafe.vault.VaultEvents;
import io.vouchsafe.vault.VaultFailure;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;

/** The access to Vault under which this instance reads keys and signs. */
@Singleton
class VaultParts {
  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }

  @Produces
  @Singleton
  VaultAccess vault(
      Settings settings,
      RegisteredCertificate certificate,
      TransitSettings transit,
      Vertx vertx,
      InstantSource clock,
      VaultEvents events,
      VaultMetrics metrics,
      Outages outages) {
    VaultAccess vault =
        Setting.prefixed(
            "",
            () ->
                VaultAccess.open(
                    VaultAddress.of(settings.vault()),
                    certificate,
                    settings.login(),
                    vertx,
                    transit.calls(),
                    clock,
                    events));
    vault.logins().belongsTo(outages.vault(), kind -> remedy(kind, vault, settings));
    metrics.watchLogin("service", () -> vault.logins().trouble().isEmpty());
    return vault;
  }

  /** One login is that of all issuers, and its role is called after the first. */
  static String remedy(VaultFailure.Kind kind, VaultAccess vault, Settings settings) {
    String prefix = settings.issuers().getFirst().keyPrefix();
    return Remedy.ofLogin(kind, vault.login(), settings.transit().setup().forKeys(prefix));
  }

  void close(@Disposes VaultAccess vault) {
    vault.close();
  }

  @Produces
  @Singleton
  SigningLanes lanes(
      VaultAccess vault,
      TransitSettings transit,
      SigningSettings signing,
      InstantSource clock,
      SigningEvents events,
      SigningMetrics metrics,
      Outages outages) {
    SigningLanes lanes = new SigningLanes(vault, transit, signing, clock, events);
    lanes.attempts().belongsTo(outages.vault());
    metrics.watch(lanes::waiting, lanes::underWay);
    return lanes;
  }

  @Produces
  @Singleton
  IssuerVault issuerVault(
      VaultAccess vault,
      Settings settings,
      RotationConfig rotation,
      SigningLanes lanes,
      InstantSource clock) {
    TransitSettings transit = settings.transit();
    Optional<KvSettings> kv = settings.revocation().filter(it -> rotation.mode().serves());
    Signer signer = new JwtSigner(lanes);
    return new IssuerVault() {
      @Override
      public SetupCommand setup() {
        return transit.setup();
      }

      @Override
      public KeyCustodian custodian(String keyPrefix) {
        return new TransitKeys(vault, transit, keyPrefix, clock);
      }

      @Override
      public Optional<RevocationStore> revocations(String keyPrefix) {
        return kv.map(
            it ->
                new KvRevocations(vault, it, transit.setup(), keyPrefix, transit.requestTimeout()));
      }

      @Override
      public Signer signer() {
        return signer;
      }
    };
  }
}
