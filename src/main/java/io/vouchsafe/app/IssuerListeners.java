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
 * Makes the listeners to what happens in one issuer.
 *
 * @param stages of the tokens of all issuers
 * @param counter of what happens to keys
 * @param lastHour of the tokens and grants of all issuers
 * @param records takes the records of all issuers
 */
record IssuerListeners(
    StageTimes stages,
    KeyEventCounter counter,
    LastHour lastHour,
    Meters meters,
    Outages outages,
    AuditWriter records,
    AuditSettings audit,
    InstantSource clock) {
  /**
   * The listener to the tokens and the grants of an issuer.
   *
   * @param roles those of the issuer's keys
   */
  TokenEvents tokens(String issuer, Set<KeyRole> roles) {
    return TokenEvents.both(
        new TokenCounter(issuer, roles, meters), TokenEvents.both(lastHour, stages));
  }

  /** The audit of an issuer. */
  Audit audit(String issuer) {
    return new RecordedAudit(
        issuer,
        records,
        audit.required(),
        problem -> ProblemType.of(problem.kind()).label(),
        clock,
        new OutageAudit(new LoggedAudit(issuer), outages.vault()));
  }

  /** The listener to the revoked grants of an issuer, as home lists them. */
  RevocationEvents revocations(String issuer) {
    return LoggedRevocations.ofHome(issuer, outages.vault());
  }

  /** The listener to the revoked grants of an issuer, as another region lists them. */
  RevocationEvents revocations(String issuer, Region region, Outage vault) {
    return LoggedRevocations.of(issuer, region, vault);
  }

  /**
   * The listener to the life of the keys that an issuer has at home.
   *
   * @param prefix what the keys' names begin with
   * @param setup for the commands that mend a key
   */
  KeyEvents keys(String issuer, String prefix, Set<KeyRole> roles, SetupCommand setup) {
    counter.watch(issuer, roles.stream().map(role -> role.keyName(prefix)).collect(toSet()));
    return new MeteredKeyEvents(
        issuer, new LoggedKeyEvents(issuer, setup, outages.vault()), counter);
  }

  /** The listener to the life of the keys that an issuer has in another region. */
  KeyEvents keysOf(Region region, String issuer, SetupCommand setup, Outage vault) {
    return new LoggedKeyEvents("%s in region %s".formatted(issuer, region), setup, vault);
  }
}
