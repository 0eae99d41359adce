package io.vouchsafe.testing;

import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuerEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was told of trusted issuers' keys. */
public final class Events implements TrustedIssuerEvents {
  public final List<String> told = new CopyOnWriteArrayList<>();

  @Override
  public void keysFailed(TrustedIssuer issuer, String reason) {
    told.add(issuer.name() + ": " + reason);
  }

  @Override
  public void keysRead(TrustedIssuer issuer, int count) {
    told.add(issuer.name() + ": " + count + " keys");
  }
}
