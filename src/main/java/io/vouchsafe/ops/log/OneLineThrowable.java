package io.vouchsafe.ops.log;

import io.vouchsafe.base.OneLine;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Stands in the log for an exception whose message, or that of a cause, is not fit for a line: it
 * has its name, its frames and its causes, and the messages escaped and masked ({@link Masks}).
 */
final class OneLineThrowable extends Throwable {
  private static final long serialVersionUID = 1L;

  private final String text;

  private OneLineThrowable(String text, Throwable cause) {
    super(text, cause, true, true);
    this.text = text;
  }

  /**
   * Returns {@code thrown} where every message is fit.
   *
   * @param masked what is not shown of its messages
   * @param kept the characters that are kept, as {@link OneLine#of(String, String)} has it
   */
  static Throwable of(Throwable thrown, Masks masked, String kept) {
    UnaryOperator<String> fit = text -> OneLine.of(masked.of(text), kept);
    return isFit(thrown, fit, none()) ? thrown : copy(thrown, fit, none());
  }

  /** Exceptions may be causes of each other. */
  static Set<Throwable> none() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private static boolean isFit(Throwable thrown, UnaryOperator<String> fit, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return true;
    }
    String text = String.valueOf(thrown);
    if (!fit.apply(text).equals(text) || !isFit(thrown.getCause(), fit, seen)) {
      return false;
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (!isFit(suppressed, fit, seen)) {
        return false;
      }
    }
    return true;
  }

  private static OneLineThrowable copy(
      Throwable thrown, UnaryOperator<String> fit, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return null;
    }
    OneLineThrowable copy =
        new OneLineThrowable(fit.apply(String.valueOf(thrown)), copy(thrown.getCause(), fit, seen));
    copy.setStackTrace(thrown.getStackTrace());
    for (Throwable suppressed : thrown.getSuppressed()) {
      OneLineThrowable other = copy(suppressed, fit, seen);
      if (other != null) {
        copy.addSuppressed(other);
      }
    }
    return copy;
  }

  @Override
  public String toString() {
    return text;
  }
}
