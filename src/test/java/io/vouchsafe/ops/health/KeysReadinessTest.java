package io.vouchsafe.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Stopping;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.testing.TwoRegions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** Home's keys decide whether an instance is ready; another region's are named. */
class KeysReadinessTest {
  private static final String OF_US = "default: region us";

  private final TwoRegions regions = new TwoRegions();

  private HealthCheckResponse ready() {
    KeysReadiness readiness = new KeysReadiness();
    readiness.issuers = new Issuers(List.of(regions.issuer));
    readiness.stopping = new Stopping(regions.clock);
    readiness.ports = new PortsOpen(() -> true);
    readiness.warnings = new VaultWarnings(Map.of());
    return readiness.call();
  }

  private Map<String, Object> told() {
    return ready().getData().orElse(Map.of());
  }

  private void tooLong() {
    regions.clock.pass(TwoRegions.POLICY.maxPublishedAge().plus(Duration.ofSeconds(1)));
  }

  @Test
  void whereEveryRegionWasReadNothingIsSaid() {
    regions.read();

    assertEquals(Status.UP, ready().getStatus());
    assertEquals(Map.of(), told());
  }

  @Test
  void aRegionThatIsAwayForTooLongIsNamedAndTakesNothingOffTheAir() {
    regions.read();
    regions.away.add(TwoRegions.US);
    tooLong();
    regions.read();

    assertEquals(Status.UP, ready().getStatus());
    assertTrue(told().get(OF_US).toString().contains("max-age=0"), told()::toString);
    assertTrue(told().containsKey(OF_US + ": test-rs256"), told()::toString);
  }

  @Test
  void homeThatIsAwayForTooLongIsNotReady() {
    regions.read();
    regions.away.add(TwoRegions.EU);
    tooLong();
    regions.read();

    assertEquals(Status.DOWN, ready().getStatus());
    assertTrue(told().containsKey("default"), told()::toString);
  }

  @Test
  void aRegionThatWasNeverReadIsWaitedForAndThenNamed() {
    regions.away.add(TwoRegions.US);
    regions.read();
    assertEquals(Status.DOWN, ready().getStatus());
    assertEquals("not every region's keys were read yet", told().get("default"));

    regions.clock.pass(TwoRegions.POLICY.patience());
    regions.read();

    assertEquals(Status.UP, ready().getStatus());
    assertTrue(told().get(OF_US).toString().contains("not read yet"), told()::toString);
  }
}
