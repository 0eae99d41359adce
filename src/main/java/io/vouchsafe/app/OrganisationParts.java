package io.vouchsafe.app;

import io.vouchsafe.issuer.HighestVersions;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.OrganisationReader;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.ops.health.SigningAttempts;
import io.vouchsafe.ops.log.LoggedOrganisations;
import io.vouchsafe.token.ReleaseCheck;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Makes the organisations of templates, and what reads for them.
 *
 * @param release checks what is signed, for all
 * @param attempts to sign with any key
 * @param listeners of all issuers
 */
record OrganisationParts(
    IssuerVault vault,
    ReleaseCheck release,
    SigningAttempts attempts,
    IssuerListeners listeners,
    InstantSource clock) {

  Organisations of(ConfiguredIssuer configured) {
    IssuerEvents events =
        new OrganisationListeners(
            configured.template().orElseThrow(), configured.keyPolicies().keySet(), listeners);
    HighestVersions highest = new HighestVersions();
    Organisations organisations =
        new Organisations(
            configured.template().orElseThrow(),
            configured.keyPolicies(),
            org ->
                configured
                    .of(org)
                    .with(
                        new OrganisationVault(vault, highest, org),
                        release,
                        attempts,
                        events,
                        clock),
            new LoggedOrganisations(
                configured.name(),
                configured.template().orElseThrow().keyPrefix(),
                vault.setup(),
                listeners.outages().vault()),
            clock);
    organisations.whenDropped(this::forget);
    return organisations;
  }

  private void forget(Issuer issuer) {
    issuer.keys().roles().forEach(role -> attempts.forget(role.keyName(issuer.keyPrefix())));
  }

  /** What reads for the organisations; empty where there is no template. */
  static Optional<OrganisationReader> reader(
      Issuers issuers, IssuerVault vault, Duration refresh, boolean serves) {
    List<Organisations> templates = issuers.templates();
    return templates.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new OrganisationReader(
                templates,
                vault.keyNames(),
                refresh,
                () ->
                    templates.stream()
                        .filter(it -> serves)
                        .forEach(it -> it.shape().proofs().refresh())));
  }
}
