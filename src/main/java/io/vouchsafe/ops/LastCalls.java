package io.vouchsafe.ops;

import io.vouchsafe.base.Trouble;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether the last calls to Vault worked, for the health answer.
 *
 * @param login failures of logging in since the last success
 * @param signature failures of calls to sign since the last success
 */
public record LastCalls(
    Supplier<Optional<Trouble.Row<String>>> login,
    Supplier<Optional<Trouble.Row<String>>> signature) {
  public LastCalls {
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(signature, "signature");
  }
}
