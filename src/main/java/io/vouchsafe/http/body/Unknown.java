package io.vouchsafe.http.body;

import io.vouchsafe.token.Problem;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Refuses parameters and members that a call does not know. */
public final class Unknown {
  /** Names that an answer may repeat: no secret looks like that. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,31}");

  private Unknown() {}

  /**
   * Refuses the first of {@code names} that is not {@code known}.
   *
   * @param where where the names are, such as {@code the query}
   * @throws Problem naming it, if its name is plain and short
   */
  public static void refuse(String where, Collection<String> names, Set<String> known) {
    names.stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw problem(where, name, known);
            });
  }

  private static Problem problem(String where, String name, Set<String> known) {
    String remedy =
        known.isEmpty() ? "none is known" : "known are " + String.join(", ", new TreeSet<>(known));
    return PLAIN.matcher(name).matches()
        ? Problem.invalid(name, "is not known in %s; %s".formatted(where, remedy))
        : Problem.of(
            Problem.Kind.INVALID_REQUEST,
            "%s has something that is not known; %s".formatted(where, remedy));
  }
}
