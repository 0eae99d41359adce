package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.time.Instant;

/**
 * No login of ours: an agent or proxy before Vault adds its own token to each call, and keeps that
 * alive (Vault Proxy and Agent, {@code use_auto_auth_token}).
 */
record AgentLogin(LoginSettings settings) implements VaultLogin {
  @Override
  public ClientToken login(VaultHttp vault, Deadline deadline, Instant now) {
    return ClientToken.unknown(VaultHttp.NO_TOKEN, now);
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  @Override
  public String toString() {
    return "the login of an agent";
  }
}
