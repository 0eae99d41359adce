package io.vouchsafe.app;

import io.vertx.core.Vertx;
import io.vouchsafe.base.Outage;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyNames;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionSilence;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.kv.KvRevocations;
import io.vouchsafe.kv.KvSettings;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.ops.metrics.VaultMetrics;
import io.vouchsafe.signing.JwtSigner;
import io.vouchsafe.signing.SigningRegions;
import io.vouchsafe.token.Signer;
import io.vouchsafe.transit.Remedy;
import io.vouchsafe.transit.TransitKeyNames;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultEvents;
import io.vouchsafe.vault.VaultFailure;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
                    settings.homeRegion().address(),
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
    return Remedy.ofLogin(kind, vault.login(), settings.transit().setup(), prefix);
  }

  void close(@Disposes VaultAccess vault) {
    vault.close();
  }

  @Produces
  @Singleton
  VaultRegions regions(
      Settings settings,
      RegisteredCertificate certificate,
      VaultAccess home,
      Vertx vertx,
      InstantSource clock,
      VaultEvents events,
      Outages outages) {
    Stream<VaultRegions.Open> others =
        settings.otherRegions().stream()
            .map(region -> open(region, settings, certificate, vertx, clock, events));
    return new VaultRegions(
        Stream.concat(
                Stream.of(new VaultRegions.Open(settings.homeRegion(), home, outages.vault())),
                others)
            .toList(),
        clock);
  }

  private static VaultRegions.Open open(
      ConfiguredRegion region,
      Settings settings,
      RegisteredCertificate certificate,
      Vertx vertx,
      InstantSource clock,
      VaultEvents events) {
    VaultAccess vault =
        Setting.prefixed(
            "",
            () ->
                VaultAccess.open(
                    region.address(),
                    certificate,
                    region.login(),
                    vertx,
                    region.transit().calls(),
                    clock,
                    events));
    Outage outage = Outages.ofRegion(region.region().name(), clock);
    String prefix = settings.issuers().getFirst().keyPrefix();
    vault
        .logins()
        .belongsTo(
            outage, kind -> Remedy.ofLogin(kind, vault.login(), region.transit().setup(), prefix));
    return new VaultRegions.Open(region, vault, outage);
  }

  void close(@Disposes VaultRegions regions) {
    regions.close();
  }

  @Produces
  @Singleton
  IssuerVault issuerVault(
      VaultRegions regions,
      Settings settings,
      RotationConfig rotation,
      SigningRegions signing,
      InstantSource clock) {
    VaultRegions.Open home = regions.home();
    TransitSettings transit = settings.transit();
    Optional<KvSettings> kv = settings.revocation().filter(it -> rotation.mode().serves());
    Signer signer = new JwtSigner(signing);
    return new IssuerVault() {
      @Override
      public SetupCommand setup() {
        return transit.setup();
      }

      @Override
      public List<RegionSource> keys(String keyPrefix, KeyEvents atHome, OtherKeys other) {
        RegionSource first = home.keys(keyPrefix, clock, atHome);
        Stream<RegionSource> others =
            regions.others().stream()
                .map(
                    it ->
                        it.keys(
                            keyPrefix,
                            clock,
                            other.of(it.region(), it.config().transit().setup(), it.outage())));
        return Stream.concat(Stream.of(first), others).toList();
      }

      @Override
      public KeyNames keyNames() {
        return new TransitKeyNames(home.vault(), transit);
      }

      @Override
      public Optional<RevocationStore> revocations(String keyPrefix) {
        return kv.map(
            it ->
                new KvRevocations(
                    home.vault(), it, transit.setup(), keyPrefix, transit.requestTimeout()));
      }

      @Override
      public Map<Region, RevocationStore> revocationsOfOthers(String keyPrefix) {
        return regions.revocations(keyPrefix);
      }

      @Override
      public RegionSilence silentLists(Region region) {
        return regions.in(region).silentLists();
      }

      @Override
      public Outage outage(Region region) {
        return regions.in(region).outage();
      }

      @Override
      public Signer signer() {
        return signer;
      }
    };
  }
}
