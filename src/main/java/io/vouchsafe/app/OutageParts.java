package io.vouchsafe.app;

import io.vouchsafe.ops.log.Outages;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What the log tells of things outside this process that fail. */
@Singleton
class OutageParts {
  @Produces
  @Singleton
  Outages outages(InstantSource clock) {
    return Outages.logged(clock);
  }
}
