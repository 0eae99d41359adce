package io.vouchsafe.ops.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vouchsafe.testing.TwoRegions;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The age of another region's keys has its name. */
class RegionGaugesTest {
  private final SimpleMeterRegistry scraped = new SimpleMeterRegistry();
  private final Meters meters = new Meters();
  private final TwoRegions regions = new TwoRegions();

  @BeforeEach
  void scrape() {
    Metrics.addRegistry(scraped);
    new KeyMetrics(meters, regions.clock).watch(regions.issuer);
    meters.show();
  }

  @AfterEach
  void forget() {
    meters.close();
    Metrics.removeRegistry(scraped);
  }

  /** Region and seconds of every gauge of a region. */
  private String ages() {
    return scraped.find("vouchsafe.region.ring.age.seconds").gauges().stream()
        .map(RegionGaugesTest::words)
        .collect(Collectors.joining(", "));
  }

  private static String words(Gauge gauge) {
    return "%s %s %.0f"
        .formatted(gauge.getId().getTag("issuer"), gauge.getId().getTag("region"), gauge.value());
  }

  private double home() {
    return scraped.get("vouchsafe.ring.age.seconds").gauge().value();
  }

  @Test
  void aRegionThatIsAwayHasTheAgeOfItsLastReading() {
    regions.read();
    regions.away.add(TwoRegions.US);
    regions.clock.pass(TwoRegions.POLICY.maxPublishedAge());
    regions.read();

    assertEquals("default us 43200", ages());
    assertEquals(0, home());
  }

  @Test
  void aRegionThatWasNeverReadCountsFromTheStart() {
    regions.away.add(TwoRegions.US);
    regions.clock.pass(TwoRegions.POLICY.refresh());
    regions.read();

    assertEquals("default us 30", ages());
  }
}
