package io.vouchsafe.app;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.Vertx;
import io.vouchsafe.caller.ExpiredRevocations;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.kv.KvRevocations;
import io.vouchsafe.ops.log.LoggedRotation;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.ops.metrics.KeyEventCounter;
import io.vouchsafe.ops.metrics.MeteredRotation;
import io.vouchsafe.ops.metrics.VaultMetrics;
import io.vouchsafe.rotation.RevocationCleaning;
import io.vouchsafe.rotation.Rotation;
import io.vouchsafe.rotation.Rotator;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.transit.TransitRotator;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultAddress;
import io.vouchsafe.vault.VaultEvents;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What rotates: a login to Vault of its own, and a rotation for each issuer. */
@Singleton
class RotationParts {
  /** Empty where this instance does not rotate. */
  @Produces
  @Singleton
  Optional<Rotator> rotator(
      RotationConfig config,
      Settings settings,
      RegisteredCertificate certificate,
      TransitSettings transit,
      Vertx vertx,
      Issuers issuers,
      InstantSource clock,
      VaultEvents events,
      VaultMetrics metrics,
      KeyEventCounter counter,
      Outages outages) {
    if (!config.mode().rotates()) {
      return Optional.empty();
    }
    VaultAccess vault = vault(settings, certificate, transit, vertx, clock, events);
    vault.logins().belongsTo(outages.vault(), kind -> VaultParts.remedy(kind, vault, settings));
    metrics.watchLogin("rotator", () -> vault.logins().trouble().isEmpty());
    return Optional.of(
        new Rotator(
            issuers.all().stream()
                .map(issuer -> rotation(issuer, vault, transit, counter, outages, clock))
                .toList(),
            cleanings(issuers, vault, settings, outages, clock),
            vault::close));
  }

  private static List<RevocationCleaning> cleanings(
      Issuers issuers, VaultAccess vault, Settings settings, Outages outages, InstantSource clock) {
    return settings.revocation().stream()
        .flatMap(
            kv ->
                issuers.all().stream()
                    .map(
                        issuer ->
                            new RevocationCleaning(
                                new ExpiredRevocations(
                                    new KvRevocations(
                                        vault,
                                        kv,
                                        settings.transit().setup(),
                                        issuer.keyPrefix(),
                                        settings.transit().requestTimeout()),
                                    clock),
                                new LoggedCleaning(issuer.name(), outages))))
        .toList();
  }

  private static VaultAccess vault(
      Settings settings,
      RegisteredCertificate certificate,
      TransitSettings transit,
      Vertx vertx,
      InstantSource clock,
      VaultEvents events) {
    return Setting.prefixed(
        "",
        () ->
            VaultAccess.open(
                VaultAddress.of(settings.vault()),
                certificate,
                settings.rotatorLogin(),
                vertx,
                transit.calls(),
                clock,
                events));
  }

  private static Rotation rotation(
      Issuer issuer,
      VaultAccess vault,
      TransitSettings transit,
      KeyEventCounter counter,
      Outages outages,
      InstantSource clock) {
    String prefix = issuer.keyPrefix();
    IssuerKeys keys =
        new IssuerKeys(
            new TransitKeys(vault, transit, prefix, clock),
            policies(issuer),
            clock,
            new KeyEvents() {});
    return new Rotation(
        keys,
        new TransitRotator(vault, transit, prefix),
        new MeteredRotation(
            issuer.name(),
            prefix,
            new LoggedRotation(issuer.name(), prefix, transit.setup(), outages),
            counter),
        clock);
  }

  private static Map<KeyRole, KeyPolicy> policies(Issuer issuer) {
    return issuer.keys().roles().stream()
        .collect(toMap(Function.identity(), issuer.keys()::policy));
  }
}
