package io.vouchsafe.app;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.ops.health.SigningAttempts;
import io.vouchsafe.signing.Circuit;
import io.vouchsafe.signing.SigningEvents;
import io.vouchsafe.token.SigningFault;
import org.jboss.logging.Logger;

/** Passes on what happens to the calls that sign in one region, and says when its Vault is away. */
record WatchedSigning(Region region, SigningEvents next, SigningAttempts attempts)
    implements SigningEvents, Circuit.Events {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.vault");

  @Override
  public void waited(KeyRole role, long nanos) {
    next.waited(role, nanos);
  }

  @Override
  public void called(KeyRole role, int digests, long nanos) {
    next.called(role, digests, nanos);
  }

  @Override
  public void failed(String keyName, SigningFault fault) {
    attempts.failed(region, keyName, fault);
    next.failed(keyName, fault);
  }

  @Override
  public void opened() {
    LOG.warnf("region %s: its Vault is taken to be away; where another may, it signs", region);
  }

  @Override
  public void closed() {
    LOG.infof("region %s: its Vault signs again", region);
  }
}
