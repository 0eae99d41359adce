package io.vouchsafe.app;

import io.vouchsafe.audit.AuditSettings;
import io.vouchsafe.audit.AuditWriter;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.config.KeysConfig;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.ops.health.SigningAttempts;
import io.vouchsafe.ops.health.SigningState;
import io.vouchsafe.ops.health.SigningWatch;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.signing.SigningProbe;
import io.vouchsafe.token.SigningFault;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.LastAttempt;
import io.vouchsafe.vault.VaultAccess;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
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
      VaultAccess vault,
      AuditSettings audit,
      AuditWriter records,
      InstantSource clock) {
    LastAttempt logins = vault.logins();
    return new SigningState(
        issuers,
        settings.transit().mount(),
        attempts,
        () -> logins.trouble().map(row -> login(row, logins, vault, settings)),
        () ->
            audit.required()
                ? records.fault().map(row -> unrecorded(row, records.target()))
                : Optional.empty(),
        issuer -> issuer.grants().revocations().flatMap(SigningParts::unchecked),
        clock);
  }

  private static Optional<SigningState.Status.Fails> unchecked(Revocations revocations) {
    return revocations
        .unknownSince()
        .map(
            since ->
                new SigningState.Status.Fails(
                    since,
                    "no grant is accepted: the list of revoked grants has not been read, or was read longer ago than max-ring-age",
                    revocations.trouble().map(Trouble.Row::reason).orElse(LIST_REMEDY)));
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

  @Produces
  @Singleton
  SigningWatch watch(
      SigningState state,
      SigningAttempts attempts,
      VaultAccess vault,
      TransitSettings transit,
      Outages outages) {
    return new SigningWatch(
        state, attempts, new SigningProbe(vault, transit)::probe, outages.vault());
  }
}
