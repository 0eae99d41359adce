package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.time.Instant;
import java.util.Optional;

/**
 * A token from the configuration, or from a file. Vault is asked how long it lives (API, {@code
 * /auth/token/lookup-self}); where the token may not ask that, it is used as it is and never
 * renewed.
 */
record StaticToken(Optional<String> plain, Secret token, boolean repeatable, LoginSettings settings)
    implements VaultLogin {

  static StaticToken of(String token, LoginSettings settings) {
    return new StaticToken(Optional.of(token), Secret.of(token), false, settings);
  }

  /** A token that Vault has to be asked for. */
  static StaticToken in(Secret token, LoginSettings settings) {
    return new StaticToken(Optional.empty(), token, false, settings);
  }

  /** A token in a file that an agent replaces, so that another login may give another one. */
  static StaticToken renewedOutside(Secret token, LoginSettings settings) {
    return new StaticToken(Optional.empty(), token, true, settings);
  }

  @Override
  public void prepare(VaultHttp vault, Instant now) {
    token.prepare(vault, now);
  }

  @Override
  public String state() {
    return token.state();
  }

  @Override
  public ClientToken login(VaultHttp vault, Deadline deadline, Instant now) {
    String value = token.reveal(vault, deadline);
    VaultAnswer answer =
        vault.get(VaultOperation.LOOKUP, "auth/token/lookup-self", value, deadline);
    if (answer.good()) {
      return ClientToken.ofLookup(value, answer.object("data"), now);
    }
    if (answer.forbidden()) {
      return ClientToken.unknown(value, now);
    }
    if (answer.status() == 404) {
      throw new VaultFailure(
          VaultFailure.Kind.LOGIN_REFUSED,
          "Vault knows no tokens there (404): check %s and %s"
              .formatted(vault.names().url(), vault.names().namespace()));
    }
    throw answer.failure();
  }

  @Override
  public Optional<ClientToken> known(Instant now) {
    return plain.map(value -> ClientToken.unknown(value, now));
  }

  @Override
  public String toString() {
    return "a static token";
  }
}
