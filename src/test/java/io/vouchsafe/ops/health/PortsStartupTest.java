package io.vouchsafe.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether the start is over. */
class PortsStartupTest {
  private final AtomicBoolean open = new AtomicBoolean();
  private final PortsStartup check = new PortsStartup();

  @BeforeEach
  void begins() {
    check.ports = new PortsOpen(open::get);
  }

  @Test
  void itIsDownAndSaysWhatItWaitsForUntilThePortsAreOpen() {
    HealthCheckResponse before = check.call();

    assertEquals("ports", before.getName());
    assertEquals(Status.DOWN, before.getStatus());
    String reason = before.getData().orElseThrow().get("startup").toString();
    assertTrue(reason.contains("not all ports are open yet"), reason);
  }

  @Test
  void itIsUpWhenTheyAre() {
    open.set(true);

    assertEquals(Status.UP, check.call().getStatus());
    assertEquals(Optional.empty(), check.call().getData());

    open.set(false);

    assertEquals(Status.UP, check.call().getStatus(), "a start is over once");
  }
}
