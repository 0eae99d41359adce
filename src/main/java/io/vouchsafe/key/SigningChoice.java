package io.vouchsafe.key;

import java.time.Instant;

/** Which key version signs now, or why none does. */
public sealed interface SigningChoice {

  /** {@code version} of {@code key} signs, in the Vault of {@code region}. */
  record Ready(Region region, SigningKey key, KeyVersion version) implements SigningChoice {}

  /** The key is new beside older ones; verifiers are given time to learn of it. */
  record NotBefore(Instant instant) implements SigningChoice {}

  /** Nothing may sign until the custodian is reached again or the key is fixed. */
  record Unavailable(Why why, String reason) implements SigningChoice {}

  /** Why nothing may sign. */
  enum Why {
    /** The key was not read since the start. */
    UNREAD,
    /** Its last reading is older than {@code max-ring-age}. */
    TOO_OLD,
    /** This instance's clock and Vault's are too far apart. */
    CLOCK,
    SOFT_DELETED,
    /** Vault's minimums leave no version. */
    NO_VERSION;

    /** Whether it is what a reading showed, rather than that there is none of late. */
    boolean isOfTheReading() {
      return this != UNREAD && this != TOO_OLD;
    }
  }
}
