package io.vouchsafe.key;

import java.util.Objects;

/**
 * Why a key is not usable as it should be, for the operator who reads the log or the health answer.
 *
 * @param reason what is wrong, without a secret and without Vault's own text
 * @param remedy what to do, a command where there is one
 */
public record KeyFault(KeyRole role, String keyName, Cause cause, String reason, String remedy) {

  /** What kind of fault it is. */
  public enum Cause {
    /** The key's custodian did not answer. */
    UNREACHABLE,
    /** The custodian answered with an error of its own: what was asked may be done all the same. */
    FAILED,
    /** The custodian refused to show the key. */
    DENIED,
    MISSING,
    /** The key is there and is not what it has to be. */
    UNFIT,
    /** The answer contradicts itself or what was read before. */
    IMPLAUSIBLE
  }

  public KeyFault {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(keyName, "keyName");
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(remedy, "remedy");
  }

  @Override
  public String toString() {
    return "key %s: %s; %s".formatted(keyName, reason, remedy);
  }
}
