package io.vouchsafe.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.scheduler.Scheduler;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.RotationMode;
import io.vouchsafe.rotation.RotationJob;
import io.vouchsafe.rotation.Rotator;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * The scheduled jobs of this instance, all of them. Each is a class in the room that it is about
 * and is scheduled here. The scheduler is halted until {@link #begin}.
 */
@Singleton
class Jobs {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.rotation");

  private final Scheduler scheduler;
  private final RotationConfig rotation;

  Jobs(Scheduler scheduler, RotationConfig rotation) {
    this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
    this.rotation = Objects.requireNonNull(rotation, "rotation");
  }

  /** Schedules the rotation: again and again, or until the process ends with {@code once}. */
  void schedule(Rotator rotator) {
    RotationJob job = new RotationJob(rotator);
    if (rotation.mode() == RotationMode.ONCE) {
      job.scheduleOnce(scheduler, Quarkus::asyncExit);
      return;
    }
    job.schedule(scheduler, rotation.every(), rotation.jitter());
    LOG.infof(
        "rotation is %s: every %s, up to %s later",
        rotation.mode() == RotationMode.ON ? "on" : "all that this instance does",
        rotation.every(),
        rotation.jitter());
  }

  /** Lets the jobs run, as of the next whole second. */
  void begin() {
    scheduler.resume();
  }
}
