package io.vouchsafe.agent;

import io.vouchsafe.base.Outage;
import java.time.InstantSource;
import java.util.function.Consumer;

/** An {@link Outage} whose lines are said, each as any other line of the program. */
public final class SaidOutage {
  private SaidOutage() {}

  /**
   * One that has not begun.
   *
   * @param name of what fails, which its lines begin with
   * @param hit what is counted, such as "requests"
   */
  public static Outage of(String name, String hit, InstantSource clock, Consumer<String> say) {
    return new Outage(name, hit, clock, report(say));
  }

  /** Says the lines of an outage. */
  public static Outage.Report report(Consumer<String> say) {
    return new Outage.Report() {
      @Override
      public void failing(String line) {
        say.accept(line);
      }

      @Override
      public void over(String line) {
        say.accept(line);
      }
    };
  }
}
