package io.vouchsafe.http;

import io.vouchsafe.token.Problem;

/** A call that may wait for Vault; it runs on a virtual thread. */
@FunctionalInterface
interface TokenCall {
  /**
   * @throws Problem if the request is not fulfilled
   */
  Answer answer(Exchange exchange);
}
