package io.vouchsafe.http;

import io.vouchsafe.issuer.Issuer;

/** A call that a resource answers on a virtual thread; it may wait for Vault. */
enum Call {
  /** {@link IdTokenResource}. */
  ID_TOKEN("GET") {
    @Override
    Admission.Line line(Issuer issuer, Query query) {
      return switch (issuer.tokens().algorithm(query.first("audience"))) {
        case RS256 -> Admission.Line.RS256_TOKEN;
        case ES256 -> Admission.Line.ES256_TOKEN;
      };
    }
  },
  /** {@link IdTokensResource}. */
  ID_TOKENS("POST") {
    @Override
    Admission.Line line(Issuer issuer, Query query) {
      return Admission.Line.TOKENS;
    }
  },
  /** {@link GrantsResource}. */
  GRANT("POST") {
    @Override
    Admission.Line line(Issuer issuer, Query query) {
      return Admission.Line.GRANT;
    }
  };

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

  /** Where the call waits; decided by its query, before anything else of it is looked at. */
  abstract Admission.Line line(Issuer issuer, Query query);
}
