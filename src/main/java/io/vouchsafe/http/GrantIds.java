package io.vouchsafe.http;

import io.vouchsafe.token.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/** The id of a grant as the last part of a path. */
final class GrantIds {
  /** The form of every {@code jti} that this service makes. */
  private static final Pattern FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private GrantIds() {}

  /** The id in {@code rawPath}. */
  static String of(String rawPath) {
    return rawPath.substring(rawPath.lastIndexOf('/') + 1);
  }

  /** The refusal of an id that is of another form than ours. */
  static Optional<ProblemAnswer> refuse(String rawPath) {
    return FORM.matcher(of(rawPath)).matches()
        ? Optional.empty()
        : Optional.of(
            ProblemAnswer.of(
                Problem.invalid(
                    "id", "must be the id of a grant, as POST /grants answered it: a UUID")));
  }
}
