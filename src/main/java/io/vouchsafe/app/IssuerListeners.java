package io.vouchsafe.app;

import static java.util.stream.Collectors.toSet;

import io.vouchsafe.audit.AuditSettings;
import io.vouchsafe.audit.AuditWriter;
import io.vouchsafe.audit.LoggedAudit;
import io.vouchsafe.audit.OutageAudit;
import io.vouchsafe.audit.RecordedAudit;
import io.vouchsafe.base.Outage;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.caller.RevocationEvents;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.ops.console.LastHour;
import io.vouchsafe.ops.log.LoggedKeyEvents;
import io.vouchsafe.ops.log.LoggedRevocations;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.ops.metrics.KeyEventCounter;
import io.vouchsafe.ops.metrics.MeteredKeyEvents;
import io.vouchsafe.ops.metrics.Meters;
import io.vouchsafe.ops.metrics.StageTimes;
import io.vouchsafe.ops.metrics.TokenCounter;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.TokenEvents;
import java.time.InstantSource;
import java.util.Set;

/**
 * Makes the listeners to what happens in one configured issuer.
 *
 * @param stages of the tokens of all issuers
 * @param counter of what happens to keys
 * @param lastHour of the tokens and grants of all issuers
 * @param records takes the records of all issuers
 * @param home the region whose Vault's outage is {@code outages.vault()}
 */
record IssuerListeners(
    StageTimes stages,
    KeyEventCounter counter,
    LastHour lastHour,
    Meters meters,
    Outages outages,
    AuditWriter records,
    AuditSettings audit,
    Region home,
    InstantSource clock)
    implements IssuerEvents {
  @Override
  public TokenEvents tokens(String issuer, Set<KeyRole> roles) {
    return TokenEvents.both(
        new TokenCounter(issuer, roles, meters), TokenEvents.both(lastHour, stages));
  }

  @Override
  public Audit audit(String issuer) {
    return new RecordedAudit(
        issuer,
        records,
        audit.required(),
        problem -> ProblemType.of(problem.kind()).label(),
        clock,
        new OutageAudit(new LoggedAudit(issuer), home, outages.vault()));
  }

  @Override
  public RevocationEvents revocations(String issuer) {
    return LoggedRevocations.ofHome(issuer, outages.vault());
  }

  @Override
  public RevocationEvents revocations(String issuer, Region region, Outage vault) {
    return LoggedRevocations.of(issuer, region, vault);
  }

  @Override
  public KeyEvents keys(String issuer, String prefix, Set<KeyRole> roles, SetupCommand setup) {
    counter.watch(issuer, roles.stream().map(role -> role.keyName(prefix)).collect(toSet()));
    return new MeteredKeyEvents(
        issuer, prefix, new LoggedKeyEvents(issuer, setup, outages.vault()), counter);
  }

  @Override
  public KeyEvents keysOf(Region region, String issuer, SetupCommand setup, Outage vault) {
    return new LoggedKeyEvents("%s in region %s".formatted(issuer, region), setup, vault);
  }
}
