package io.vouchsafe.signing;

import io.vouchsafe.token.Problem;
import io.vouchsafe.vault.VaultFailure;
import java.time.Duration;

/** The problems that callers get when there is no signature. */
final class SigningProblems {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private SigningProblems() {}

  static Problem of(VaultFailure failure) {
    return switch (failure.kind()) {
      case GARBLED -> Problem.of(Problem.Kind.WRONG_ANSWER, failure.getMessage());
      case UNREACHABLE -> away("Vault cannot be reached", failure);
      case TIMED_OUT -> away("Vault did not answer in time", failure);
      case BUSY -> Problem.full();
      case SEALED -> away("Vault is sealed", failure);
      case THROTTLED -> unavailable("Vault limits the rate of signatures", failure);
      case DENIED, LOGIN_REFUSED -> away("Vault refused to sign", failure);
      case FAILED -> away("Vault failed to sign", failure);
      case MISSING, REFUSED -> versionRefused();
    };
  }

  private static Problem away(String detail, VaultFailure failure) {
    return Problem.away(detail, failure.retryAfter().orElse(RETRY_AFTER));
  }

  private static Problem unavailable(String detail, VaultFailure failure) {
    return Problem.unavailable(detail, failure.retryAfter().orElse(RETRY_AFTER));
  }

  static Problem versionRefused() {
    return Problem.of(Problem.Kind.VERSION_REFUSED, "Vault refused the key version");
  }

  static Problem interrupted() {
    return Problem.unavailable("the service is stopping", RETRY_AFTER);
  }

  static Problem internal() {
    return Problem.of(Problem.Kind.INTERNAL, "the token could not be signed");
  }
}
