package io.vouchsafe.signing;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.SigningFault;

/** Is told of the calls that sign. Called on the threads of tokens, so it must not wait. */
public interface SigningEvents {
  /** Nobody listens. */
  SigningEvents NONE = new SigningEvents() {};

  /** A digest waited so long for its call to begin. */
  default void waited(KeyRole role, long nanos) {}

  /** A call ended, well or not. */
  default void called(KeyRole role, int digests, long nanos) {}

  /** A call brought no signature with the key, or not all that were asked for. */
  default void failed(String keyName, SigningFault fault) {}
}
