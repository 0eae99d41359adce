package io.vouchsafe.caller;

import io.vouchsafe.token.Unseen;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the value of one attribute comes from when a token is exchanged. */
sealed interface ClaimSource {
  /** One claim of the subject token, as it is. */
  record OfClaim(String name) implements ClaimSource {}

  /** The same for every subject. */
  record Fixed(String value) implements ClaimSource {}

  /** The claim that the value is taken of. */
  default Optional<String> claim() {
    return this instanceof OfClaim(String name) ? Optional.of(name) : Optional.empty();
  }

  /**
   * @param configured a claim's name in braces, or a value without braces
   * @throws IllegalArgumentException with the end of a sentence, if it is neither
   */
  static ClaimSource parse(String configured) {
    Matcher claim = Forms.CLAIM.matcher(configured);
    if (claim.matches()) {
      return new OfClaim(claim.group(1));
    }
    if (configured.isBlank()) {
      throw new IllegalArgumentException("needs a claim in braces, or a value");
    }
    if (configured.indexOf('{') >= 0 || configured.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          "must be one claim in braces, such as {repository_owner}, or a value without braces");
    }
    Unseen.check(configured);
    return new Fixed(configured);
  }

  /** An interface has no private constants. */
  final class Forms {
    private static final Pattern CLAIM = Pattern.compile("\\{([^{}]+)}");

    private Forms() {}
  }
}
