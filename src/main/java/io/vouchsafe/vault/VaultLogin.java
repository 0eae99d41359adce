package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.time.Instant;
import java.util.Optional;

/** Logs in to Vault and returns a token. */
interface VaultLogin {
  /**
   * Gets a token; blocks until the deadline.
   *
   * @param now the time to count its life from
   * @throws VaultFailure of kind LOGIN_REFUSED if Vault does not accept the credentials
   */
  ClientToken login(VaultHttp vault, Deadline deadline, Instant now);

  /**
   * To be called before {@link #login}: does what must not be cut off by its deadline, with times
   * of its own.
   *
   * @throws VaultFailure as {@link #login}
   */
  default void prepare(VaultHttp vault, Instant now) {}

  /** The token, where it is known before Vault is asked; then the first login only looks it up. */
  default Optional<ClientToken> known(Instant now) {
    return Optional.empty();
  }

  /** Something that is another where the credentials may be others, such as those in a file. */
  default String state() {
    return "";
  }

  /** What it is made of. */
  LoginSettings settings();

  /** Whether another login gives another token; if not, the present one has to be kept. */
  boolean repeatable();
}
