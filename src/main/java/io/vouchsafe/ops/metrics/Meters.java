package io.vouchsafe.ops.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The meters of this instance. Each is made, with every value of its labels, while the service
 * starts; all are shown together by {@link #show}, since registering takes time that the first
 * answer needs. What is counted before is not lost. Closing takes all of them away, since the
 * registry outlives a start where several follow each other in a process. Safe for many threads.
 */
public final class Meters implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Supplier<Meter>> hidden = new ArrayList<>();
  private final List<Meter> registered = new ArrayList<>();
  private boolean shown;

  /**
   * A counter, which is 0 from the start; adding to it costs an addition in memory.
   *
   * @param labels names and values by turns
   */
  LongAdder counter(String name, String description, String... labels) {
    LongAdder count = new LongAdder();
    add(
        () ->
            FunctionCounter.builder(name, count, LongAdder::sum)
                .description(description)
                .tags(labels)
                .register(Metrics.globalRegistry));
    return count;
  }

  /**
   * A gauge, which is read from memory when it is scraped.
   *
   * @param labels names and values by turns
   */
  void gauge(String name, String description, DoubleSupplier value, String... labels) {
    add(
        () ->
            Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                .description(description)
                .tags(labels)
                .strongReference(true)
                .register(Metrics.globalRegistry));
  }

  /**
   * A histogram of times.
   *
   * @param labels names and values by turns
   */
  Times times(String name, String description, String... labels) {
    Times times = new Times(name, description, labels);
    add(times::timer);
    return times;
  }

  /**
   * A histogram of sizes, 1 to 128.
   *
   * @param unit what is counted, the last word of the name
   * @param labels names and values by turns
   */
  Sizes sizes(String name, String unit, String description, String... labels) {
    Sizes sizes = new Sizes(name, unit, description, labels);
    add(sizes::summary);
    return sizes;
  }

  /** Shows a meter that is registered by {@code registration}, now or with the others. */
  void add(Supplier<Meter> registration) {
    lock.lock();
    try {
      if (shown) {
        registered.add(registration.get());
      } else {
        hidden.add(registration);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Shows every meter that was made, and each that is made from now on. */
  public void show() {
    lock.lock();
    try {
      shown = true;
      hidden.forEach(it -> registered.add(it.get()));
      hidden.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Takes every meter that was shown off the scrapes. */
  @Override
  public void close() {
    lock.lock();
    try {
      registered.forEach(Metrics.globalRegistry::remove);
      registered.clear();
    } finally {
      lock.unlock();
    }
  }
}
