package io.vouchsafe.key;

import java.time.Instant;

/** Which key version signs now, or why none does. */
public sealed interface SigningChoice {

  /** {@code version} of {@code key} signs. */
  record Ready(SigningKey key, KeyVersion version) implements SigningChoice {}

  /** The key is new beside older ones; verifiers are given time to learn of it. */
  record NotBefore(Instant instant) implements SigningChoice {}

  /** Nothing may sign until the custodian is reached again or the key is fixed. */
  record Unavailable(String reason) implements SigningChoice {}
}
