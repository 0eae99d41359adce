package io.vouchsafe.vault;

import io.quarkus.vault.runtime.config.VaultAppRoleAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultKubernetesAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultUserpassAuthenticationConfig;
import io.vouchsafe.base.Deadline;
import java.nio.file.Path;
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

  /** The token, where it is known before Vault is asked; then the first login only looks it up. */
  default Optional<ClientToken> known(Instant now) {
    return Optional.empty();
  }

  /** Whether another login gives another token; if not, the present one has to be kept. */
  boolean repeatable();

  /**
   * The login that is configured, in the extension's order: a token, Kubernetes (or a JWT from a
   * file), userpass, AppRole.
   *
   * @throws IllegalArgumentException naming the properties to set if there is none
   */
  static VaultLogin of(VaultAuthenticationConfig config) {
    if (config.clientTokenWrappingToken().isPresent()) {
      return StaticToken.in(
          new WrappedSecret(
              "quarkus.vault.authentication.client-token-wrapping-token",
              config.clientTokenWrappingToken().get(),
              "/auth/client_token"));
    }
    if (config.clientToken().isPresent()) {
      return StaticToken.of(config.clientToken().get());
    }
    VaultKubernetesAuthenticationConfig kubernetes = config.kubernetes();
    if (kubernetes.role().isPresent()) {
      return new CredentialLogin(
          kubernetes.authMountPath(),
          "login",
          "role",
          kubernetes.role().get(),
          "jwt",
          Secret.inFile(Path.of(kubernetes.jwtTokenPath())));
    }
    if (config.isUserpass()) {
      return ofUserpass(config.userpass());
    }
    if (config.isAppRole()) {
      return ofAppRole(config.appRole());
    }
    throw new IllegalArgumentException(
        missingHalf(config)
            .orElse(
                "no way to log in to Vault is configured: set quarkus.vault.authentication.kubernetes.role"
                    + " (with kubernetes.jwt-token-path and kubernetes.auth-mount-path),"
                    + " quarkus.vault.authentication.app-role.role-id with app-role.secret-id or app-role.secret-id-wrapping-token,"
                    + " quarkus.vault.authentication.userpass.username with userpass.password,"
                    + " or quarkus.vault.authentication.client-token"));
  }

  private static VaultLogin ofUserpass(VaultUserpassAuthenticationConfig userpass) {
    return new CredentialLogin(
        userpass.authMountPath(),
        "login/" + userpass.username().orElseThrow(),
        "",
        "",
        "password",
        userpass
            .passwordWrappingToken()
            .<Secret>map(
                token ->
                    new WrappedSecret(
                        "quarkus.vault.authentication.userpass.password-wrapping-token",
                        token,
                        "/data/data/password",
                        "/data/password"))
            .orElseGet(() -> Secret.of(userpass.password().orElseThrow())));
  }

  private static VaultLogin ofAppRole(VaultAppRoleAuthenticationConfig appRole) {
    return new CredentialLogin(
        appRole.authMountPath(),
        "login",
        "role_id",
        appRole.roleId().orElseThrow(),
        "secret_id",
        appRole
            .secretIdWrappingToken()
            .<Secret>map(
                token ->
                    new WrappedSecret(
                        "quarkus.vault.authentication.app-role.secret-id-wrapping-token",
                        token,
                        "/data/secret_id"))
            .orElseGet(() -> Secret.of(appRole.secretId().orElseThrow())));
  }

  private static Optional<String> missingHalf(VaultAuthenticationConfig config) {
    VaultAppRoleAuthenticationConfig appRole = config.appRole();
    if (appRole.roleId().isPresent()) {
      return Optional.of(
          "quarkus.vault.authentication.app-role.role-id is set, and neither app-role.secret-id nor app-role.secret-id-wrapping-token is");
    }
    if (appRole.secretId().isPresent() || appRole.secretIdWrappingToken().isPresent()) {
      return Optional.of(
          "an AppRole secret id is set, and quarkus.vault.authentication.app-role.role-id is not");
    }
    if (config.userpass().username().isPresent()) {
      return Optional.of(
          "quarkus.vault.authentication.userpass.username is set, and neither userpass.password nor userpass.password-wrapping-token is");
    }
    return Optional.empty();
  }
}
