package io.vouchsafe.ops;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.vouchsafe.rotation.RotationMode;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Has the rotator look again and again, or once, as {@code vouchsafe.rotation.mode} says. */
@Singleton
class RotationJob {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.rotation");

  /** A single look may meet a Vault, or a process, that has just started. */
  private static final int MOST_LOOKS = 3;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final RotationConfig config;
  private final Service service;
  private final Scheduler scheduler;

  RotationJob(RotationConfig config, Service service, Scheduler scheduler) {
    this.config = config;
    this.service = service;
    this.scheduler = scheduler;
  }

  void start(@Observes StartupEvent event) {
    service.rotator().ifPresent(this::start);
  }

  private void start(Rotator rotator) {
    if (config.mode() == RotationMode.ONCE) {
      Thread.ofVirtual().name("rotation").start(() -> Quarkus.asyncExit(once(rotator)));
      return;
    }
    var job =
        scheduler
            .newJob("rotation")
            .setInterval(config.every().toString())
            .setConcurrentExecution(ConcurrentExecution.SKIP)
            .setTask(execution -> round(rotator), true);
    if (config.jitter().isPositive()) {
      job.setExecutionMaxDelay(config.jitter().toString());
    }
    job.schedule();
    LOG.infof(
        "rotation is %s: every %s, up to %s later",
        config.mode() == RotationMode.ON ? "on" : "all that this instance does",
        config.every(),
        config.jitter());
  }

  private static boolean round(Rotator rotator) {
    try {
      return rotator.round();
    } catch (RuntimeException e) {
      LOG.error(
          "A round of rotation failed in a way that it must not; the next one tries again", e);
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int once(Rotator rotator) {
    boolean done = round(rotator);
    for (int again = 1; !done && again < MOST_LOOKS; again++) {
      pause();
      done = round(rotator);
    }
    LOG.infof(
        done
            ? "looked at every key; all that was due is done"
            : "looked at every key; not all that was due could be done (see above)");
    return done ? 0 : 1;
  }
}
