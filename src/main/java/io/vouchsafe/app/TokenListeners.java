package io.vouchsafe.app;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.TokenEvents;
import java.util.Set;

/** Makes the listener to the tokens and the grants of an issuer. */
@FunctionalInterface
interface TokenListeners {
  /**
   * @param roles those of the issuer's keys
   */
  TokenEvents of(String issuer, Set<KeyRole> roles);
}
