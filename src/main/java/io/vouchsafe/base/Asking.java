package io.vouchsafe.base;

import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Who asks in the request that a thread works for, so that what is recorded and what is logged can
 * name both. It belongs to the thread and goes along to another one only by {@link #carried}.
 */
public final class Asking {
  private static final ThreadLocal<Asker> CURRENT = new ThreadLocal<>();

  private Asking() {}

  /** Who asks; empty if this thread works for no request. */
  public static Optional<Asker> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** From now on this thread, which is a request's own, works for {@code asker}. */
  public static void begin(Asker asker) {
    CURRENT.set(Objects.requireNonNull(asker, "asker"));
  }

  /** More is known of who asks; does nothing where this thread works for no request. */
  public static void now(UnaryOperator<Asker> known) {
    Asker asker = CURRENT.get();
    if (asker != null) {
      CURRENT.set(known.apply(asker));
    }
  }

  /** Does {@code work} for {@code asker}; afterwards the thread works for nobody. */
  public static void run(Asker asker, Runnable work) {
    begin(asker);
    try {
      work.run();
    } finally {
      CURRENT.remove();
    }
  }

  /** The same work for another thread, which then works for whom this one does. */
  public static Runnable carried(Runnable work) {
    Asker asker = CURRENT.get();
    return asker == null ? work : () -> run(asker, work);
  }
}
