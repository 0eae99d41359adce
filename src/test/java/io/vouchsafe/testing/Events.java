package io.vouchsafe.testing;

import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuerEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was told of trusted issuers' keys. */
public final class Events implements TrustedIssuerEvents {
  public final List<String> told = new CopyOnWriteArrayList<>();

  /** The issuers that callers were refused for, since their keys were not available. */
  public final List<String> refused = new CopyOnWriteArrayList<>();

  @Override
  public void keysFailed(TrustedIssuer issuer, String reason) {
    told.add(issuer.name() + ": " + reason);
  }

  @Override
  public void keysRead(TrustedIssuer issuer, int count) {
    told.add(issuer.name() + ": " + count + " keys");
  }

  @Override
  public void callerRefused(TrustedIssuer issuer) {
    refused.add(issuer.name());
  }
}
