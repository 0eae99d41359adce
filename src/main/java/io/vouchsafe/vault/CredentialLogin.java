package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Logs in with a name and a secret, in the form that all of Vault's credential methods share:
 * {@code POST auth/MOUNT/login} answers {@code auth.client_token} (Vault API, AppRole, Kubernetes,
 * JWT, userpass).
 *
 * @param nameMember the member that carries {@code name}; empty if the path does
 * @param lockable whether Vault locks a user of this method out (AppRole, userpass, LDAP)
 */
record CredentialLogin(
    LoginSettings settings,
    String mount,
    String path,
    String nameMember,
    String name,
    String secretMember,
    Secret secret,
    boolean lockable)
    implements VaultLogin {
  private static final int INVALID = 400;
  private static final int FORBIDDEN = 403;

  @Override
  public void prepare(VaultHttp vault, Instant now) {
    secret.prepare(vault, now);
  }

  @Override
  public ClientToken login(VaultHttp vault, Deadline deadline, Instant now) {
    Map<String, String> body = new HashMap<>();
    if (!nameMember.isEmpty()) {
      body.put(nameMember, name);
    }
    body.put(secretMember, secret.reveal(vault, deadline));
    VaultAnswer answer =
        vault.post(VaultOperation.LOGIN, "auth/" + mount + "/" + path, body, deadline);
    boolean counted = lockable && (answer.status() == INVALID || answer.status() == FORBIDDEN);
    return token(answer, now, () -> new LoginRefusal(refusal(answer.status(), counted), counted));
  }

  /**
   * The token of a login's answer.
   *
   * @throws VaultFailure {@code refusal} where Vault judged the login, and else what the answer
   *     stands for
   */
  static ClientToken token(VaultAnswer answer, Instant now, Supplier<LoginRefusal> refusal) {
    if (answer.good()) {
      return ClientToken.ofLogin(answer.object("auth"), now);
    }
    VaultFailure failure = answer.failure();
    throw switch (failure.kind()) {
      case DENIED, MISSING, REFUSED -> refusal.get();
      default -> failure;
    };
  }

  private String refusal(int status, boolean counted) {
    String refused =
        "Vault refuses the login at auth/%s with status %d: check %s, and the role there"
            .formatted(mount, status, settings.names());
    if (!counted) {
      return refused;
    }
    return refused
        + (status == FORBIDDEN
            ? "; it may be locked out (vault read sys/locked-users), which ends 15 minutes after the last refusal, or with vault write -f sys/locked-users/ACCESSOR/unlock/NAME"
            : "; five refusals in 15 minutes lock it out for everybody who uses it")
        + ", so the next try waits for up to 15 minutes, or until its credential file changes";
  }

  @Override
  public String state() {
    return secret.state();
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
