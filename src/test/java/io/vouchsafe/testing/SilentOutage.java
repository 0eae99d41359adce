package io.vouchsafe.testing;

import io.vouchsafe.base.Outage;
import java.time.InstantSource;

/** An outage that nobody is told of. */
public final class SilentOutage {
  private static final Outage.Report NOBODY =
      new Outage.Report() {
        @Override
        public void failing(String line) {}

        @Override
        public void over(String line) {}
      };

  private SilentOutage() {}

  public static Outage create() {
    return new Outage("tests", "hits", InstantSource.system(), NOBODY);
  }
}
