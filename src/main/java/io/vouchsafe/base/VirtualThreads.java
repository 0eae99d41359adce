package io.vouchsafe.base;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Virtual threads that have names, as every thread that may write to the log does. */
public final class VirtualThreads {
  private VirtualThreads() {}

  /**
   * A thread for each task, called {@code name-0}, {@code name-1} and so on. Closing it waits for
   * the tasks.
   */
  public static ExecutorService eachNamed(String name) {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
  }
}
