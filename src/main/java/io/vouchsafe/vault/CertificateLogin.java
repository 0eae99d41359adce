package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.time.Instant;
import java.util.Map;

/**
 * Logs in by the client certificate of the connection (Vault API, TLS certificate auth method,
 * {@code POST auth/MOUNT/login}). Vault locks nobody out for it.
 */
record CertificateLogin(OwnLogin.Certificate certificate, LoginSettings settings)
    implements VaultLogin {
  @Override
  public ClientToken login(VaultHttp vault, Deadline deadline, Instant now) {
    VaultAnswer answer =
        vault.post(
            VaultOperation.LOGIN,
            "auth/" + certificate.mount() + "/login",
            certificate.role().map(name -> Map.of("name", name)).orElseGet(Map::of),
            deadline);
    return CredentialLogin.token(
        answer,
        now,
        () ->
            new LoginRefusal(
                "Vault refuses the login at auth/%s with status %d: check %s, and the role there"
                    .formatted(certificate.mount(), answer.status(), settings.names()),
                false));
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public String toString() {
    return "login at auth/" + certificate.mount();
  }
}
