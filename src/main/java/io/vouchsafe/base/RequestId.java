package io.vouchsafe.base;

import java.util.Objects;
import java.util.Optional;

/**
 * Which request a thread works for, so that what it logs can name it. It belongs to the thread and
 * goes along to another one only by {@link #carried}.
 */
public final class RequestId {
  private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

  private RequestId() {}

  /** The id of the request that this thread works for; empty if it works for none. */
  public static Optional<String> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** From now on this thread, which is a request's own, works for the request {@code id}. */
  public static void begin(String id) {
    CURRENT.set(Objects.requireNonNull(id, "id"));
  }

  /** Does {@code work} for the request {@code id}; afterwards the thread works for none. */
  public static void run(String id, Runnable work) {
    begin(id);
    try {
      work.run();
    } finally {
      CURRENT.remove();
    }
  }

  /** The same work for another thread, which then works for the request and {@link Asker} here. */
  public static Runnable carried(Runnable work) {
    String id = CURRENT.get();
    Runnable asked = Asking.carried(work);
    return id == null ? asked : () -> run(id, asked);
  }
}
