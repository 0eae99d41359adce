package io.vouchsafe.caller;

/**
 * Which subjects of a trusted issuer are a broker's: one, or all below a prefix.
 *
 * @param text the subject, or the prefix, which ends in {@code :} or {@code /}
 * @param prefix whether {@code text} is a prefix; a subject must then be longer than it
 */
record SubjectPattern(String text, boolean prefix) {

  /**
   * @param configured a subject, or a prefix that ends in {@code :} or {@code /} followed by {@code
   *     *}
   * @throws IllegalArgumentException if it is empty or has a {@code *} anywhere else
   */
  static SubjectPattern parse(String configured) {
    boolean prefix = configured.endsWith("*");
    String text = prefix ? configured.substring(0, configured.length() - 1) : configured;
    if (text.indexOf('*') >= 0 || (prefix && !text.endsWith(":") && !text.endsWith("/"))) {
      throw new IllegalArgumentException(
          "subject %s: a * may only follow a prefix that ends in : or /".formatted(configured));
    }
    if (text.isBlank()) {
      throw new IllegalArgumentException("a subject must not be empty");
    }
    return new SubjectPattern(text, prefix);
  }

  boolean matches(String subject) {
    return prefix
        ? subject.startsWith(text) && subject.length() > text.length()
        : subject.equals(text);
  }

  /** Whether one subject could match both. */
  boolean overlaps(SubjectPattern other) {
    return prefix && other.prefix
        ? text.startsWith(other.text) || other.text.startsWith(text)
        : prefix ? matches(other.text) : other.matches(text);
  }

  @Override
  public String toString() {
    return prefix ? text + "*" : text;
  }
}
