package io.vouchsafe.caller.simulation;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.Revocations;
import java.time.Duration;
import java.util.Optional;

/** The revoked grants as the service knows them. */
record ProductionRules(Revocations revocations) implements Rules.Known {
  private static Deadline deadline() {
    return Deadline.in(Duration.ofHours(1));
  }

  @Override
  public boolean refresh() {
    return revocations.home().refresh();
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
