package io.vouchsafe.token.profile;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** One thing that a relying party demands, and where it says so. */
public sealed interface Rule {
  /** Stable, such as {@code aws-tag-value}. */
  String name();

  /** What the relying party takes, as the end of a sentence. */
  String demands();

  /** The page of the relying party's documentation. */
  String source();

  /**
   * A rule on the configuration alone, so that a start that breaks it is refused.
   *
   * @param on what breaks it where it is broken
   */
  record OfSettings(String name, String demands, String source, Term on, Predicate<Terms> kept)
      implements Rule {}

  /** A part of the {@link Terms}. */
  enum Term {
    ISSUER,
    AUDIENCE,
    ALGORITHM
  }

  /** A rule on each token. */
  record OfToken(
      String name, String demands, String source, Function<Candidate, Optional<Breach>> breach)
      implements Rule {}
}
