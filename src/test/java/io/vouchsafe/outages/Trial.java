package io.vouchsafe.outages;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One kind of outage, on processes of its own. */
interface Trial {
  /** What this machine lacks for it; empty if nothing. */
  default Optional<String> lacks() {
    return Optional.empty();
  }

  /**
   * Has it happen.
   *
   * @param lasts how long, where it does not say itself
   * @return what it cost
   */
  List<Figures> run(Duration lasts);
}
