package io.vouchsafe.app;

import static java.util.stream.Collectors.toSet;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.caller.RevocationEvents;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.ops.log.LoggedKeyEvents;
import io.vouchsafe.ops.log.LoggedOrganisationKeys;
import io.vouchsafe.ops.metrics.MeteredKeyEvents;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.TokenEvents;
import java.util.Set;

/**
 * Makes the listeners to the issuers of one template's organisations. They count together, under
 * the template's name: no label names an organisation.
 */
final class OrganisationListeners implements IssuerEvents {
  private final IssuerTemplate template;
  private final IssuerListeners listeners;
  private final TokenEvents tokens;

  OrganisationListeners(IssuerTemplate template, Set<KeyRole> roles, IssuerListeners listeners) {
    this.template = template;
    this.listeners = listeners;
    this.tokens = listeners.tokens(template.name(), roles);
    listeners
        .counter()
        .watch(
            template.name(), roles.stream().map(role -> role.keyName(prefix())).collect(toSet()));
  }

  private String prefix() {
    return template.keyPrefix().toString();
  }

  @Override
  public TokenEvents tokens(String issuer, Set<KeyRole> roles) {
    return tokens;
  }

  @Override
  public Audit audit(String issuer) {
    return listeners.audit(issuer);
  }

  @Override
  public RevocationEvents revocations(String issuer) {
    return listeners.revocations(issuer);
  }

  @Override
  public RevocationEvents revocations(String issuer, Region region, Outage vault) {
    return listeners.revocations(issuer, region, vault);
  }

  @Override
  public KeyEvents keysOf(Region region, String issuer, SetupCommand setup, Outage vault) {
    return LoggedOrganisationKeys.ofOther(
        new LoggedKeyEvents("%s in region %s".formatted(issuer, region), setup, vault), vault);
  }

  @Override
  public KeyEvents keys(String issuer, String keys, Set<KeyRole> roles, SetupCommand setup) {
    return new MeteredKeyEvents(
        template.name(),
        prefix(),
        LoggedOrganisationKeys.ofHome(
            new LoggedKeyEvents(issuer, setup, listeners.outages().vault()),
            listeners.outages().vault()),
        listeners.counter());
  }
}
