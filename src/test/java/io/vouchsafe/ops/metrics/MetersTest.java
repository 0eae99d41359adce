package io.vouchsafe.ops.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetersTest {
  private static final String NAME = "meters.test";

  private final SimpleMeterRegistry scraped = new SimpleMeterRegistry();
  private final Meters meters = new Meters();

  @BeforeEach
  void scrape() {
    Metrics.addRegistry(scraped);
  }

  @AfterEach
  void forget() {
    Metrics.globalRegistry.find(NAME).meters().forEach(Metrics.globalRegistry::remove);
    Metrics.removeRegistry(scraped);
  }

  private double counted(String label) {
    return scraped.get(NAME).tag("label", label).functionCounter().count();
  }

  @Test
  void whatIsCountedBeforeTheMetersAreShownIsNotLost() {
    LongAdder one = meters.counter(NAME, "a test", "label", "one");
    meters.counter(NAME, "a test", "label", "none");
    one.increment();
    assertNull(scraped.find(NAME).functionCounter(), "nothing is registered before");

    meters.show();
    one.increment();

    assertEquals(2, counted("one"));
    assertEquals(0, counted("none"));
  }

  @Test
  void aMeterThatIsMadeLaterIsShownAtOnce() {
    meters.show();

    meters.counter(NAME, "a test", "label", "late").add(3);

    assertEquals(3, counted("late"));
  }

  @Test
  void metersThatAreClosedAreGoneAndALaterStartMakesThemAnew() {
    meters.gauge(NAME, "a test", () -> 1, "label", "gauge");
    meters.times(NAME + ".times", "a test");
    meters.show();

    meters.close();

    assertEquals(List.of(), scraped.getMeters());
    Meters later = new Meters();
    later.gauge(NAME, "a test", () -> 2, "label", "gauge");
    later.show();
    assertEquals(2, scraped.get(NAME).tag("label", "gauge").gauge().value());
  }

  @Test
  void aTimeThatComesBeforeTheMetersAreShownIsNotLost() {
    Times times = meters.times(NAME, "a test", "label", "times");
    times.record(TimeUnit.MILLISECONDS.toNanos(3));

    meters.show();

    assertEquals(1, scraped.get(NAME).timer().count());
    assertEquals(3, scraped.get(NAME).timer().totalTime(TimeUnit.MILLISECONDS));
  }
}
