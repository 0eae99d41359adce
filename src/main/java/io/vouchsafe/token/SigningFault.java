package io.vouchsafe.token;

import java.util.Objects;

/**
 * Why Vault gave no signature, for the operator who reads the health answer.
 *
 * @param cause what is wrong, without a secret and without Vault's own text
 * @param remedy what to do, a command where there is one
 * @param everywhere whether it would meet every key of the same Vault
 */
public record SigningFault(String cause, String remedy, boolean everywhere) {
  public SigningFault {
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(remedy, "remedy");
  }

  /** The cause, and after a semicolon what mends it. */
  public String words() {
    return cause + "; " + remedy;
  }

  /** Vault returned a signature that the pinned key version did not make. */
  public static SigningFault mismatch() {
    return new SigningFault(
        "Vault's signature does not verify with the requested key version",
        "look for a proxy between this service and Vault, and tell us",
        false);
  }
}
