package io.vouchsafe.rotation;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vouchsafe.app.Service;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.RotationMode;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Has the rotator look again and again, or once, as {@code vouchsafe.rotation.mode} says. */
@Singleton
class RotationJob {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.rotation");

  /** A single look may meet a IssuerVault, or a process, that has just started. */
  private static final int MOST_LOOKS = 3;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final RotationConfig config;
  private final Service service;
  private final CountDownLatch stopping = new CountDownLatch(1);

  RotationJob(RotationConfig config, Service service) {
    this.config = config;
    this.service = service;
  }

  void start(@Observes StartupEvent event) {
    service.rotator().ifPresent(this::start);
  }

  void stop(@Observes ShutdownEvent event) {
    stopping.countDown();
  }

  private void start(Rotator rotator) {
    Thread.Builder thread = Thread.ofVirtual().name("rotation");
    if (config.mode() == RotationMode.ONCE) {
      thread.start(() -> Quarkus.asyncExit(once(rotator)));
      return;
    }
    thread.start(() -> again(rotator));
    LOG.infof(
        "rotation is %s: every %s, up to %s later",
        config.mode() == RotationMode.ON ? "on" : "all that this instance does",
        config.every(),
        config.jitter());
  }

  private void again(Rotator rotator) {
    service.awaitFirstReading();
    boolean goesOn = pause(jitter());
    while (goesOn) {
      round(rotator);
      goesOn = pause(config.every().plus(jitter()));
    }
  }

  private Duration jitter() {
    return config.jitter().isPositive()
        ? Duration.ofNanos(ThreadLocalRandom.current().nextLong(config.jitter().toNanos()))
        : Duration.ZERO;
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

  /** False if the service is stopping. */
  private boolean pause(Duration pause) {
    try {
      return !stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int once(Rotator rotator) {
    boolean done = round(rotator);
    for (int again = 1; !done && again < MOST_LOOKS && pause(BETWEEN_LOOKS); again++) {
      done = round(rotator);
    }
    LOG.infof(
        done
            ? "looked at every key; all that was due is done"
            : "looked at every key; not all that was due could be done (see above)");
    return done ? 0 : 1;
  }
}
