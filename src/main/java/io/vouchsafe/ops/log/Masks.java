package io.vouchsafe.ops.log;

import io.vouchsafe.base.Masked;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What must not be shown of the line of an exception: what looks like a secret ({@link Masked}),
 * and whatever an HTTP library says of a header or address that it does not take, since that has
 * the value in it.
 */
final class Masks {
  private static final String NOT_SHOWN = "[what an HTTP library says of a value, not shown]";

  /** The packages whose complaints of an argument repeat it. */
  private static final List<String> HTTP =
      List.of(
          "io.vertx.core.http.",
          "io.netty.handler.codec.",
          "java.net.http.",
          "jdk.internal.net.http.");

  private final List<String> complaints;

  private Masks(List<String> complaints) {
    this.complaints = complaints;
  }

  /** Those of a line with {@code thrown}, which may be null. */
  static Masks of(Throwable thrown) {
    List<String> complaints = new ArrayList<>();
    collect(thrown, complaints, OneLineThrowable.none());
    return new Masks(complaints);
  }

  private static void collect(Throwable thrown, List<String> complaints, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return;
    }
    if (thrown.getMessage() != null && complainsOfAnArgument(thrown)) {
      complaints.add(thrown.getMessage());
    }
    collect(thrown.getCause(), complaints, seen);
    for (Throwable suppressed : thrown.getSuppressed()) {
      collect(suppressed, complaints, seen);
    }
  }

  private static boolean complainsOfAnArgument(Throwable thrown) {
    StackTraceElement[] frames = thrown.getStackTrace();
    return thrown instanceof IllegalArgumentException
        && frames.length > 0
        && HTTP.stream().anyMatch(frames[0].getClassName()::startsWith);
  }

  String of(String text) {
    String safe = text;
    for (String complaint : complaints) {
      safe = safe.replace(complaint, NOT_SHOWN);
    }
    return Masked.of(safe);
  }
}
