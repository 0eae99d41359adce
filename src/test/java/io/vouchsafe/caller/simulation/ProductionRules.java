package io.vouchsafe.caller.simulation;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.RegionRevocations;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.key.Region;
import java.time.Duration;
import java.util.Optional;

/** The revoked grants as the service knows them. */
record ProductionRules(Revocations revocations) implements Rules.Known {
  private static Deadline deadline() {
    return Deadline.in(Duration.ofHours(1));
  }

  @Override
  public boolean refresh(Region region) {
    return revocations.regions().stream()
        .filter(it -> it.region().equals(region))
        .findFirst()
        .map(RegionRevocations::refresh)
        .orElseThrow();
  }

  @Override
  public void revokeGrant(Broker broker, String id) {
    revocations.revokeGrant(broker, id, deadline());
  }

  @Override
  public void revokeSubject(Broker broker, String sub) {
    revocations.revokeSubject(broker, sub, deadline());
  }

  @Override
  public Optional<Revocations> production() {
    return Optional.of(revocations);
  }
}
