package io.vouchsafe.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Collects the reasons why a value cannot be, so that its constructor names all of them. Not safe
 * for several threads.
 */
public final class Reasons {
  private final List<String> reasons = new ArrayList<>();

  /**
   * Adds a reason unless {@code holds}.
   *
   * @param reason one line, as {@link String#formatted} takes it
   */
  @SuppressWarnings("AnnotateFormatMethod") // this part of base knows the JDK only
  public Reasons unless(boolean holds, String reason, Object... arguments) {
    if (!holds) {
      reasons.add(reason.formatted(arguments));
    }
    return this;
  }

  /** What {@code made} makes; what it refuses so is a reason. */
  public <T> Optional<T> of(Supplier<T> made) {
    try {
      return Optional.of(made.get());
    } catch (IllegalArgumentException refusal) {
      reasons.add(refusal.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Refuses the value if there is a reason.
   *
   * @throws IllegalArgumentException with every reason, each a line of its message, if there is one
   */
  public void refuse() {
    if (!reasons.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", reasons));
    }
  }
}
