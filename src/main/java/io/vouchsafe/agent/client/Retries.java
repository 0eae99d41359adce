package io.vouchsafe.agent.client;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Jitter;
import java.time.Duration;

/** Trying again while the other side is away, for a command that somebody waits for. */
public final class Retries {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private Retries() {}

  /** What is tried. */
  public interface Attempt<T> {
    T once() throws Fault;
  }

  /**
   * Tries until it works, is refused, or {@code longest} has passed.
   *
   * @throws Fault of the last attempt
   */
  public static <T> T during(Duration longest, Attempt<T> attempt) throws Fault {
    Deadline deadline = Deadline.in(longest);
    for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
      try {
        return attempt.once();
      } catch (Fault e) {
        boolean later =
            e.code() == ExitCode.UNAVAILABLE
                && deadline.remaining().compareTo(pause) > 0
                && !Thread.currentThread().isInterrupted();
        if (!later) {
          throw e;
        }
        Jitter.pause(pause, 0.5, 1);
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
