package io.vouchsafe.http;

/** A call that a resource answers on a virtual thread; it may wait for Vault. */
enum Call {
  /** {@link IdTokenResource}. */
  ID_TOKEN("GET"),
  /** {@link IdTokensResource}. */
  ID_TOKENS("POST"),
  /** {@link GrantsResource}. */
  GRANT("POST");

  private final String method;

  Call(String method) {
    this.method = method;
  }

  /** The HTTP method. */
  String method() {
    return method;
  }

  /** Whether a request has a body, which is JSON. */
  boolean hasBody() {
    return method.equals("POST");
  }
}
