package io.vouchsafe.ops.log;

import io.vouchsafe.base.OneLine;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Stands in the log for an exception whose message, or that of a cause, is not fit for a line: it
 * has its name, its frames and its causes, and the messages escaped.
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
   * @param kept the characters that are kept, as {@link OneLine#of(String, String)} has it
   */
  static Throwable of(Throwable thrown, String kept) {
    return isFit(thrown, kept, none()) ? thrown : copy(thrown, kept, none());
  }

  /** Exceptions may be causes of each other. */
  private static Set<Throwable> none() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private static boolean isFit(Throwable thrown, String kept, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return true;
    }
    String text = String.valueOf(thrown);
    if (!OneLine.of(text, kept).equals(text) || !isFit(thrown.getCause(), kept, seen)) {
      return false;
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (!isFit(suppressed, kept, seen)) {
        return false;
      }
    }
    return true;
  }

  private static OneLineThrowable copy(Throwable thrown, String kept, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return null;
    }
    OneLineThrowable copy =
        new OneLineThrowable(
            OneLine.of(String.valueOf(thrown), kept), copy(thrown.getCause(), kept, seen));
    copy.setStackTrace(thrown.getStackTrace());
    for (Throwable suppressed : thrown.getSuppressed()) {
      OneLineThrowable other = copy(suppressed, kept, seen);
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
