package io.vouchsafe.http;

/** A call that a resource answers on a virtual thread; it may wait for Vault. */
enum Call {
  /** {@link IdTokenResource}. */
  ID_TOKEN("GET", 200),
  /** {@link IdTokensResource}. */
  ID_TOKENS("POST", 200),
  /** {@link PreviewResource}. */
  PREVIEW("POST", 200),
  /** {@link TokenResource}; its body is a form, and holds its credentials. */
  EXCHANGE("POST", 200),
  /** {@link GrantsResource}. */
  GRANT("POST", 201),
  /** {@link RevocationResource#grant}. */
  REVOKE_GRANT("DELETE", 204),
  /** {@link RevocationResource#grants}. */
  REVOKE_GRANTS("DELETE", 204);

  private final String method;
  private final int goodAnswer;

  Call(String method, int goodAnswer) {
    this.method = method;
    this.goodAnswer = goodAnswer;
  }

  /** The HTTP method. */
  String method() {
    return method;
  }

  /** The status of a good answer. */
  int goodAnswer() {
    return goodAnswer;
  }

  /** Whether a request has a body. */
  boolean hasBody() {
    return method.equals("POST");
  }
}
