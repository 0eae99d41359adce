package io.vouchsafe.rotation;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.quarkus.scheduler.Scheduler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/**
 * The rotation as a job of Quarkus' scheduler, on a virtual thread. Rounds do not overlap: one that
 * is due while another is under way is left out. The scheduler checks at whole seconds what is due.
 */
public final class RotationJob {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.rotation");
  private static final String NAME = "rotation";
  private static final String OF_ORGANISATIONS = "rotation-of-organisations";
  private static final Duration STEP = Duration.ofSeconds(1);

  /** A single round may meet a Vault, or a process, that has just started. */
  private static final int MOST_ATTEMPTS = 3;

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);

  private final Rotator rotator;
  private final AtomicInteger attempts = new AtomicInteger();

  public RotationJob(Rotator rotator) {
    this.rotator = Objects.requireNonNull(rotator, "rotator");
  }

  /**
   * Schedules a round at once and then every {@code every}, and a step of the organisations every
   * second, so that they are spread over the same time.
   *
   * @param jitter each round begins later by chance, by less than this; may be zero
   */
  public void schedule(Scheduler scheduler, Duration every, Duration jitter) {
    job(scheduler, NAME, every)
        .setExecutionMaxDelay(jitter.toString())
        .setTask(execution -> round(rotator::round), true)
        .schedule();
    if (!rotator.organisations().isEmpty()) {
      job(scheduler, OF_ORGANISATIONS, STEP).setTask(execution -> step(every), true).schedule();
    }
  }

  /**
   * Schedules one round at once, and up to two more while not all that is due could be done.
   *
   * @param end gets the exit status: 0 if all that was due is done, 1 if not
   */
  public void scheduleOnce(Scheduler scheduler, IntConsumer end) {
    job(scheduler, NAME, BETWEEN_ATTEMPTS)
        .setTask(execution -> attempt(scheduler, end), true)
        .schedule();
  }

  private void step(Duration every) {
    round(
        () -> {
          rotator.step(every);
          return true;
        });
  }

  private static Scheduler.JobDefinition<?> job(Scheduler scheduler, String name, Duration every) {
    return scheduler.newJob(name).setInterval(every.toString()).setConcurrentExecution(SKIP);
  }

  private void attempt(Scheduler scheduler, IntConsumer end) {
    boolean done = round(rotator::everything);
    if (!done && attempts.incrementAndGet() < MOST_ATTEMPTS) {
      return;
    }
    scheduler.unscheduleJob(NAME);
    LOG.infof(
        done
            ? "checked every key; all that was due is done"
            : "checked every key; not all that was due could be done (see above)");
    end.accept(done ? 0 : 1);
  }

  private static boolean round(BooleanSupplier round) {
    try {
      return round.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.error(
          "a round of rotation: unexpected failure (this is a bug); the next one tries again", e);
      return false;
    }
  }
}
