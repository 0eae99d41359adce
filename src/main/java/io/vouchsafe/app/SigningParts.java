package io.vouchsafe.app;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.config.KeysConfig;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.ops.health.SigningAttempts;
import io.vouchsafe.ops.health.SigningState;
import io.vouchsafe.ops.health.SigningWatch;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.signing.SigningProbe;
import io.vouchsafe.token.SigningFault;
import io.vouchsafe.transit.Remedy;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.LastAttempt;
import io.vouchsafe.vault.VaultAccess;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What is known of whether tokens can be signed now. */
@Singleton
class SigningParts {
  @Produces
  @Singleton
  SigningAttempts attempts(KeysConfig keys, InstantSource clock) {
    return new SigningAttempts(keys.refresh(), clock);
  }

  @Produces
  @Singleton
  SigningState state(
      Issuers issuers,
      TransitSettings transit,
      SigningAttempts attempts,
      VaultAccess vault,
      InstantSource clock) {
    LastAttempt logins = vault.logins();
    return new SigningState(
        issuers,
        transit.mount(),
        attempts,
        () -> logins.trouble().map(row -> login(row, logins)),
        clock);
  }

  private static Trouble.Row<SigningFault> login(Trouble.Row<String> row, LastAttempt logins) {
    SigningFault fault =
        new SigningFault(
            "logging in to Vault fails: " + row.reason(), Remedy.ofLogin(logins.kind()), true);
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
