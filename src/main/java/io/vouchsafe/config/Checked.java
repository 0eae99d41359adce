package io.vouchsafe.config;

import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A value that was made of settings, or the knowledge that they were refused. What needs a refused
 * value cannot be judged: {@link Faults#of} makes a refused value of it without another fault.
 */
public final class Checked<T> implements Supplier<T> {
  private final T value;

  private Checked(T value) {
    this.value = value;
  }

  static <T> Checked<T> accepted(T value) {
    return new Checked<>(value);
  }

  static <T> Checked<T> refused() {
    return new Checked<>(null);
  }

  /**
   * @throws Unjudged if it was refused
   */
  @Override
  public T get() {
    if (value == null) {
      throw new Unjudged();
    }
    return value;
  }

  /** The value; nothing if it was refused. */
  public Stream<T> stream() {
    return Stream.ofNullable(value);
  }

  /** Something cannot be judged, since what it needs was refused; the fault is known already. */
  public static final class Unjudged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unjudged() {
      super("needs a setting that was refused", null, false, false);
    }
  }
}
