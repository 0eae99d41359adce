package io.vouchsafe.app;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.Vertx;
import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.caller.ExpiredRevocations;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.issuer.HighestVersions;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.OrganisationProgress;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyNames;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.kv.KvRevocations;
import io.vouchsafe.kv.KvSettings;
import io.vouchsafe.ops.log.LoggedRotation;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.ops.metrics.KeyEventCounter;
import io.vouchsafe.ops.metrics.MeteredRotation;
import io.vouchsafe.ops.metrics.VaultMetrics;
import io.vouchsafe.rotation.OrganisationRotator;
import io.vouchsafe.rotation.RevocationCleaning;
import io.vouchsafe.rotation.Rotation;
import io.vouchsafe.rotation.Rotator;
import io.vouchsafe.transit.TransitKeyNames;
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
import java.util.function.UnaryOperator;

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
                .map(
                    issuer -> rotation(Keyring.of(issuer), vault, transit, counter, outages, clock))
                .toList(),
            cleanings(issuers, vault, settings, outages, clock),
            issuers.templates().stream()
                .map(it -> organisations(it, vault, settings, transit, counter, outages, clock))
                .toList(),
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
                            cleaning(
                                issuer.name(),
                                issuer.keyPrefix(),
                                kv,
                                vault,
                                settings,
                                outages,
                                clock)))
        .toList();
  }

  private static RevocationCleaning cleaning(
      String issuer,
      String prefix,
      KvSettings kv,
      VaultAccess vault,
      Settings settings,
      Outages outages,
      InstantSource clock) {
    TransitSettings transit = settings.transit();
    return new RevocationCleaning(
        new ExpiredRevocations(
            new KvRevocations(vault, kv, transit.setup(), prefix, transit.requestTimeout()), clock),
        new LoggedCleaning(issuer, outages));
  }

  private static OrganisationRotator organisations(
      Organisations organisations,
      VaultAccess vault,
      Settings settings,
      TransitSettings transit,
      KeyEventCounter counter,
      Outages outages,
      InstantSource clock) {
    IssuerTemplate template = organisations.template();
    KeyNames names = new TransitKeyNames(vault, transit);
    HighestVersions highest = new HighestVersions();
    return new OrganisationRotator(
        template.name(),
        () -> template.organisations(names.list(), organisations.policies().keySet()),
        org -> {
          Keyring keys = Keyring.of(organisations, org, highest);
          return new OrganisationRotator.Work(
              rotation(keys, vault, transit, counter, outages, clock),
              settings
                  .revocation()
                  .map(
                      kv ->
                          cleaning(
                              keys.issuer(), keys.prefix(), kv, vault, settings, outages, clock)));
        },
        clock);
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
      Keyring ring,
      VaultAccess vault,
      TransitSettings transit,
      KeyEventCounter counter,
      Outages outages,
      InstantSource clock) {
    IssuerKeys keys =
        new IssuerKeys(
            ring.read().apply(new TransitKeys(vault, transit, ring.prefix(), clock)),
            ring.policies(),
            clock,
            new KeyEvents() {});
    return new Rotation(
        keys,
        new TransitRotator(vault, transit, ring.prefix()),
        new MeteredRotation(
            Issuer.configuredName(ring.issuer()),
            ring.metered(),
            new LoggedRotation(ring.issuer(), ring.prefix(), transit.setup(), outages),
            counter),
        clock);
  }

  /** How far the rotation of a template's organisations is; empty where none is done here. */
  static Optional<OrganisationProgress> progress(Optional<Rotator> rotator, String template) {
    return rotator.stream()
        .flatMap(it -> it.organisations().stream())
        .filter(it -> it.template().equals(template))
        .map(OrganisationRotator::progress)
        .findFirst();
  }

  /**
   * The keys of one issuer, as they are rotated.
   *
   * @param prefix what their names begin with
   * @param metered the same in the metrics
   * @param read what their readings go through
   */
  private record Keyring(
      String issuer,
      String prefix,
      String metered,
      Map<KeyRole, KeyPolicy> policies,
      UnaryOperator<KeyCustodian> read) {
    static Keyring of(Issuer issuer) {
      return new Keyring(
          issuer.name(),
          issuer.keyPrefix(),
          issuer.keyPrefix(),
          issuer.keys().roles().stream().collect(toMap(Function.identity(), issuer.keys()::policy)),
          UnaryOperator.identity());
    }

    static Keyring of(Organisations organisations, String org, HighestVersions highest) {
      OrgPattern prefix = organisations.template().keyPrefix();
      return new Keyring(
          Issuer.name(organisations.template().name(), org),
          prefix.of(org),
          prefix.toString(),
          organisations.policies(),
          custodian -> highest.of(org, custodian));
    }
  }
}
