package io.vouchsafe.ops.health;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Startup;

/** Started: all ports are open. It waits neither for Vault nor for the keys. */
@Startup
class PortsStartup implements HealthCheck {
  private static final String WAITS =
      "not all ports are open yet; the log says what the start waits for";

  @Inject PortsOpen ports;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("ports");
    boolean open = ports.all();
    if (!open) {
      answer.withData("startup", WAITS);
    }
    return answer.status(open).build();
  }
}
