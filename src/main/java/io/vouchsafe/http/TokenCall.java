package io.vouchsafe.http;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.token.Problem;

/** A call that may wait for Vault; it runs on a virtual thread. */
interface TokenCall {
  /** What waits in line together: one kind of call, however slow, takes no room of another. */
  enum Kind {
    RS256_TOKEN,
    ES256_TOKEN,
    TOKENS,
    GRANT
  }

  /** What the request is; told by its query, before anything else of it is looked at. */
  Kind kind(Issuer issuer, Query query);

  /**
   * @throws Problem if the request is not fulfilled
   */
  Answer answer(Exchange exchange);
}
