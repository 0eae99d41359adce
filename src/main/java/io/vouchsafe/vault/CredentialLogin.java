package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Logs in with a name and a secret, in the form that all of Vault's credential methods share:
 * {@code POST auth/MOUNT/login} answers {@code auth.client_token} (Vault API, AppRole, Kubernetes,
 * JWT, userpass).
 *
 * @param settings where it is configured, for messages
 * @param nameMember the member that carries {@code name}; empty if the path does
 */
record CredentialLogin(
    String settings,
    String mount,
    String path,
    String nameMember,
    String name,
    String secretMember,
    Secret secret)
    implements VaultLogin {

  @Override
  public ClientToken login(VaultHttp vault, Deadline deadline, Instant now) {
    Map<String, String> body = new HashMap<>();
    if (!nameMember.isEmpty()) {
      body.put(nameMember, name);
    }
    body.put(secretMember, secret.reveal(vault, deadline));
    VaultAnswer answer =
        vault.post(VaultOperation.LOGIN, "auth/" + mount + "/" + path, body, deadline);
    if (answer.good()) {
      return ClientToken.ofLogin(answer.object("auth"), now);
    }
    boolean ours = answer.status() >= 400 && answer.status() < 500 && answer.status() != 429;
    throw ours
        ? new VaultFailure(
            VaultFailure.Kind.LOGIN_REFUSED,
            "Vault refuses the login at auth/%s with status %d: check %s and the role there"
                .formatted(mount, answer.status(), settings))
        : answer.failure();
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public String toString() {
    return "login at auth/" + mount;
  }
}
