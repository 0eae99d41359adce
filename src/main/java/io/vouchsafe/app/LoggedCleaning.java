package io.vouchsafe.app;

import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.rotation.RevocationCleaning;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * The cleaning of one issuer's revoked grants as lines in the log. A failure is part of an outage:
 * that of Vault where one is on, else one of the rotation.
 */
record LoggedCleaning(String issuer, Outages outages) implements RevocationCleaning.Events {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.rotation");

  LoggedCleaning {
    Objects.requireNonNull(outages, "outages");
  }

  @Override
  public void cleaned(int removed) {
    outages.rotation().worked(part());
    if (removed > 0) {
      LOG.infof("issuer %s: removed %d revocations that had expired", issuer, removed);
    }
  }

  @Override
  public void failed(RevocationStore.Fault fault) {
    outages.rotationFailed(part(), part(), "%s; %s".formatted(fault.getMessage(), fault.remedy()));
  }

  private String part() {
    return "removing expired revocations of issuer " + issuer;
  }
}
