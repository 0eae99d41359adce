package io.vouchsafe.vault;

import java.util.Optional;

/** Is told of every call to Vault. Called on the thread that made the call, so it must not wait. */
@FunctionalInterface
public interface VaultEvents {
  /** Nobody listens. */
  VaultEvents NONE = (operation, failure, nanos) -> {};

  /**
   * A call ended.
   *
   * @param failure why nothing good came of it; empty if Vault answered with success
   * @param nanos how long it took, waiting for a connection included
   */
  void called(VaultOperation operation, Optional<VaultFailure.Kind> failure, long nanos);
}
