package io.vouchsafe.agent.listener;

import io.vouchsafe.agent.SaidOutage;
import io.vouchsafe.base.Outage;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Outages of listeners in tests, whose end nobody awaits. */
final class Said {
  private Said() {}

  static Outage outage(Consumer<String> say) {
    return new Outage(
        "clients", "requests", InstantSource.system(), SaidOutage.report(say), watch -> {});
  }
}
