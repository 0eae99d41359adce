package io.vouchsafe.token;

/** The {@code typ} of what we sign: it alone tells one kind from the other (RFC 8725, 3.11). */
public enum TokenType {
  IDENTITY_TOKEN("JWT"),
  GRANT("grant+jwt");

  private final String header;

  TokenType(String header) {
    this.header = header;
  }

  /** The value of the {@code typ} header. */
  public String header() {
    return header;
  }
}
