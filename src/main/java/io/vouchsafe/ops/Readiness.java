package io.vouchsafe.ops;

import io.vouchsafe.http.Issuer;
import io.vouchsafe.key.KeyFault;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Ready: every issuer has a key set to serve, read at most {@code max-published-age} ago. An outage
 * of Vault shorter than that takes nothing off the air.
 */
@org.eclipse.microprofile.health.Readiness
class Readiness implements HealthCheck {
  @Inject Service service;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("keys");
    boolean ready = true;
    for (Issuer issuer : service.issuers()) {
      ready &= issuer.keys().fresh();
      for (KeyFault fault : issuer.keys().faults()) {
        answer.withData(
            issuer.name() + ": " + fault.keyName(), fault.reason() + "; " + fault.remedy());
      }
    }
    return answer.status(ready).build();
  }
}
