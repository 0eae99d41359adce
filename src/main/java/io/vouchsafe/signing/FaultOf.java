package io.vouchsafe.signing;

import io.vouchsafe.token.SigningFault;
import io.vouchsafe.transit.Remedy;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.LoginSettings;
import io.vouchsafe.vault.VaultFailure;
import java.util.Optional;

/** What a call that brought no signature says of Vault and of the key. */
final class FaultOf {
  private FaultOf() {}

  /** The fault behind a failure; none where nothing was asked of Vault, since too many wait. */
  static Optional<SigningFault> call(
      VaultFailure failure, LoginSettings login, TransitSettings settings, String keyName) {
    return failure.kind() == VaultFailure.Kind.BUSY
        ? Optional.empty()
        : Optional.of(
            new SigningFault(
                failure.getMessage(),
                Remedy.ofSigning(failure, login, settings, keyName),
                meetsEveryKey(failure.kind())));
  }

  private static boolean meetsEveryKey(VaultFailure.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, TIMED_OUT, SEALED, THROTTLED, LOGIN_REFUSED -> true;
      case BUSY, DENIED, MISSING, REFUSED, FAILED, GARBLED -> false;
    };
  }

  /** Vault answered well and did not sign with the version. */
  static SigningFault refusedVersion(TransitSettings settings, SigningCall.Target key) {
    return new SigningFault(
        "Vault refuses to sign with version %d of key %s"
            .formatted(key.version().number(), key.keyName()),
        Remedy.ofRefusedVersion(settings, key.keyName()),
        false);
  }
}
