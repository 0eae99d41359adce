package io.vouchsafe.vault;

/** Secrets as they are configured: an editor or {@code kubectl} leaves a line end behind them. */
final class ConfiguredSecret {
  private static final char FIRST_VISIBLE = '!';
  private static final char LAST_VISIBLE = '~';

  private ConfiguredSecret() {}

  /** The value without line ends after it. */
  static String trimmed(String value) {
    int end = value.length();
    while (end > 0 && (value.charAt(end - 1) == '\n' || value.charAt(end - 1) == '\r')) {
      end--;
    }
    return value.substring(0, end);
  }

  /**
   * The same of a value that is sent in a header, as a token is (RFC 9110, 5.5): visible ASCII
   * characters, one at least.
   *
   * @param property where it is set; the message has it and not the value
   * @throws IllegalArgumentException if it cannot be one
   */
  static String ofHeader(String property, String value) {
    String trimmed = trimmed(value);
    if (trimmed.isEmpty()) {
      throw new IllegalArgumentException(property + " is empty");
    }
    for (int i = 0; i < trimmed.length(); i++) {
      char letter = trimmed.charAt(i);
      if (letter < FIRST_VISIBLE || letter > LAST_VISIBLE) {
        throw new IllegalArgumentException(
            "%s holds a character (U+%04X, at %d) that no header of HTTP can: it must be visible ASCII in one line, without spaces"
                .formatted(property, (int) letter, i + 1));
      }
    }
    return trimmed;
  }

  /**
   * The same of a value that is read at each login.
   *
   * @throws VaultFailure if it cannot be one
   */
  static String revealedHeader(String property, String value) {
    try {
      return ofHeader(property, value);
    } catch (IllegalArgumentException e) {
      throw new VaultFailure(VaultFailure.Kind.LOGIN_REFUSED, e.getMessage());
    }
  }
}
