package io.vouchsafe.app;

import io.vouchsafe.audit.AuditSettings;
import io.vouchsafe.audit.AuditWriter;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.caller.RegionRevocations;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.config.KeysConfig;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.Region;
import io.vouchsafe.ops.health.SigningAttempts;
import io.vouchsafe.ops.health.SigningState;
import io.vouchsafe.ops.health.SigningWatch;
import io.vouchsafe.ops.metrics.SigningMetrics;
import io.vouchsafe.signing.Circuit;
import io.vouchsafe.signing.CircuitProbe;
import io.vouchsafe.signing.SigningEvents;
import io.vouchsafe.signing.SigningLanes;
import io.vouchsafe.signing.SigningProbe;
import io.vouchsafe.signing.SigningRegion;
import io.vouchsafe.signing.SigningRegions;
import io.vouchsafe.signing.SigningSettings;
import io.vouchsafe.token.SigningFault;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.LastAttempt;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultNodes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What is known of whether tokens can be signed now. */
@Singleton
class SigningParts {
  private static final String LIST_REMEDY = "the service tries again by itself";
  private static final String AUDIT_REMEDY =
      "make room there, or mend its mode and its owner; it is tried again each second";

  @Produces
  @Singleton
  SigningAttempts attempts(KeysConfig keys, InstantSource clock) {
    return new SigningAttempts(keys.refresh(), clock);
  }

  @Produces
  @Singleton
  SigningState state(
      Issuers issuers,
      Settings settings,
      SigningAttempts attempts,
      SigningRegions signing,
      VaultAccess vault,
      AuditSettings audit,
      AuditWriter records,
      InstantSource clock) {
    LastAttempt logins = vault.logins();
    SigningState state =
        new SigningState(
            issuers,
            settings.transit().mount(),
            () -> others(signing),
            attempts,
            () -> logins.trouble().map(row -> login(row, logins, vault, settings)),
            () ->
                audit.required()
                    ? records.fault().map(row -> unrecorded(row, records.target()))
                    : Optional.empty(),
            issuer -> issuer.grants().revocations().flatMap(SigningParts::unchecked),
            clock);
    issuers.templates().forEach(template -> template.whenDropped(state::forget));
    return state;
  }

  @Produces
  @Singleton
  SigningRegions signingRegions(
      VaultRegions regions,
      VaultNodes nodes,
      SigningSettings signing,
      InstantSource clock,
      SigningEvents events,
      SigningAttempts attempts,
      SigningMetrics metrics) {
    List<VaultRegions.Open> signs =
        regions.all().stream().filter(it -> it.config().signs()).toList();
    SigningRegions all =
        new SigningRegions(
            signs.stream()
                .map(
                    it ->
                        signing(
                            it,
                            it == regions.home() ? nodes : VaultNodes.none(it.vault()),
                            signs.size() > 1,
                            signing,
                            clock,
                            events,
                            attempts))
                .toList());
    metrics.watch(all::waiting, all::underWay);
    return all;
  }

  /**
   * @param shared whether another region's Vault needs time left where this one does not answer
   */
  private static SigningRegion signing(
      VaultRegions.Open open,
      VaultNodes nodes,
      boolean shared,
      SigningSettings signing,
      InstantSource clock,
      SigningEvents events,
      SigningAttempts attempts) {
    TransitSettings transit = open.config().transit();
    WatchedSigning watched = new WatchedSigning(open.region(), events, attempts);
    Circuit circuit = new Circuit(shared ? watched : Circuit.UNHEARD);
    SigningLanes lanes =
        new SigningLanes(
            nodes,
            transit,
            signing,
            clock,
            watched,
            circuit,
            Optional.of(transit.requestTimeout().dividedBy(2)).filter(half -> shared));
    lanes.attempts().belongsTo(open.outage());
    return new SigningRegion(open.region(), lanes, circuit, new SigningProbe(nodes, transit));
  }

  private static Optional<SigningState.Status.Fails> unchecked(Revocations revocations) {
    RegionRevocations home = revocations.home();
    return home.unknownSince()
        .map(
            since ->
                new SigningState.Status.Fails(
                    since,
                    "%s: the list of revoked grants has not been read, or was read longer ago than %s"
                        .formatted(home.consequence(), home.boundName()),
                    home.trouble().map(Trouble.Row::reason).orElse(LIST_REMEDY)));
  }

  private static SigningState.Status.Fails unrecorded(Trouble.Row<String> row, String target) {
    return new SigningState.Status.Fails(
        row.since(),
        "the audit cannot be written to %s: %s".formatted(target, row.reason()),
        AUDIT_REMEDY);
  }

  private static Trouble.Row<SigningFault> login(
      Trouble.Row<String> row, LastAttempt logins, VaultAccess vault, Settings settings) {
    SigningFault fault =
        new SigningFault(
            "logging in to Vault fails: " + row.reason(),
            VaultParts.remedy(logins.kind(), vault, settings),
            true);
    return new Trouble.Row<>(fault, row.since(), row.last());
  }

  /** The regions that sign in the place of home, but for those whose Vault is away too. */
  private static List<Region> others(SigningRegions signing) {
    return signing.all().stream()
        .skip(1)
        .filter(it -> !it.circuit().isOpen())
        .map(SigningRegion::region)
        .toList();
  }

  @Produces
  @Singleton
  SigningWatch watch(
      SigningState state, SigningAttempts attempts, SigningRegions signing, VaultRegions regions) {
    return new SigningWatch(
        state,
        attempts,
        signing.all().stream()
            .map(
                it ->
                    new SigningWatch.Watched(
                        it.region(), it.probe()::probe, regions.in(it.region()).outage()))
            .toList());
  }

  @Produces
  @Singleton
  CircuitProbe circuitProbe(SigningRegions signing, Issuers issuers) {
    return new CircuitProbe(signing, issuers::signingIn);
  }
}
