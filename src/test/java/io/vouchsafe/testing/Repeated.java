package io.vouchsafe.testing;

import java.time.Duration;

/** Something that is done again and again beside a test. */
public final class Repeated implements AutoCloseable {
  private final Thread thread;
  private volatile boolean open = true;

  /** Begins at once, on a virtual thread; {@code between} passes between two times. */
  public Repeated(String name, Duration between, Runnable task) {
    this.thread =
        Thread.ofVirtual()
            .name(name)
            .start(
                () -> {
                  while (open) {
                    task.run();
                    Processes.pause(between);
                  }
                });
  }

  /** Lets what is under way end, since a call that is interrupted fails. */
  @Override
  public void close() {
    open = false;
    Processes.awaitEnd(thread);
  }
}
