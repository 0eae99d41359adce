package io.vouchsafe.ops.health;

import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Whether every port that the configuration asks for is open. The management port may answer a
 * moment before the public port does. Thread-safe.
 */
public final class PortsOpen {
  private final BooleanSupplier now;
  private volatile boolean seen;

  /**
   * @param now whether they are now; it is not asked again once it said so
   */
  public PortsOpen(BooleanSupplier now) {
    this.now = Objects.requireNonNull(now, "now");
  }

  boolean all() {
    if (!seen && now.getAsBoolean()) {
      seen = true;
    }
    return seen;
  }
}
