package io.vouchsafe.vault;

import io.quarkus.vault.runtime.config.VaultAppRoleAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultKubernetesAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultUserpassAuthenticationConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The login that is configured, in the extension's order: a token, Kubernetes (or a JWT from a
 * file), userpass, AppRole.
 */
final class ConfiguredLogin {
  private final VaultCredentials credentials;

  private ConfiguredLogin(VaultCredentials credentials) {
    this.credentials = credentials;
  }

  /**
   * The login of these credentials.
   *
   * @throws IllegalArgumentException naming the properties to set if there is none, or the one
   *     whose value cannot be sent
   */
  static VaultLogin of(VaultCredentials credentials) {
    return new ConfiguredLogin(credentials).login();
  }

  private VaultLogin login() {
    VaultAuthenticationConfig config = credentials.configured();
    if (config.clientTokenWrappingToken().isPresent()) {
      return StaticToken.in(
          wrapped(
              "client-token-wrapping-token",
              config.clientTokenWrappingToken().get(),
              "/auth/client_token"));
    }
    if (config.clientToken().isPresent()) {
      return StaticToken.of(
          ConfiguredSecret.ofHeader(property("client-token"), config.clientToken().get()));
    }
    if (config.kubernetes().role().isPresent()) {
      return ofKubernetes(config.kubernetes());
    }
    if (config.isUserpass()) {
      return ofUserpass(config.userpass());
    }
    if (config.isAppRole()) {
      return ofAppRole(config.appRole());
    }
    throw new IllegalArgumentException(missingHalf(config).orElseGet(this::nothing));
  }

  private VaultLogin ofKubernetes(VaultKubernetesAuthenticationConfig kubernetes) {
    return new CredentialLogin(
        property("*"),
        kubernetes.authMountPath(),
        "login",
        "role",
        kubernetes.role().orElseThrow(),
        "jwt",
        Secret.inFile(Path.of(kubernetes.jwtTokenPath())),
        false);
  }

  private VaultLogin ofUserpass(VaultUserpassAuthenticationConfig userpass) {
    return new CredentialLogin(
        property("*"),
        userpass.authMountPath(),
        "login/" + userpass.username().orElseThrow(),
        "",
        "",
        "password",
        userpass
            .passwordWrappingToken()
            .map(
                token ->
                    wrapped(
                        "userpass.password-wrapping-token",
                        token,
                        "/data/data/password",
                        "/data/password"))
            .orElseGet(
                () -> Secret.of(ConfiguredSecret.trimmed(userpass.password().orElseThrow()))),
        true);
  }

  private VaultLogin ofAppRole(VaultAppRoleAuthenticationConfig appRole) {
    return new CredentialLogin(
        property("*"),
        appRole.authMountPath(),
        "login",
        "role_id",
        ConfiguredSecret.trimmed(appRole.roleId().orElseThrow()),
        "secret_id",
        appRole
            .secretIdWrappingToken()
            .map(token -> wrapped("app-role.secret-id-wrapping-token", token, "/data/secret_id"))
            .orElseGet(() -> Secret.of(ConfiguredSecret.trimmed(appRole.secretId().orElseThrow()))),
        true);
  }

  private Secret wrapped(String name, String token, String... places) {
    return new WrappedSecret(
        property(name), ConfiguredSecret.ofHeader(property(name), token), places);
  }

  private String property(String name) {
    return credentials.property(name);
  }

  private String nothing() {
    return ("no way to log in to Vault is configured: set %s"
            + " (with kubernetes.jwt-token-path and kubernetes.auth-mount-path),"
            + " %s with app-role.secret-id or app-role.secret-id-wrapping-token,"
            + " %s with userpass.password, or %s")
        .formatted(
            property("kubernetes.role"),
            property("app-role.role-id"),
            property("userpass.username"),
            property("client-token"));
  }

  private Optional<String> missingHalf(VaultAuthenticationConfig config) {
    VaultAppRoleAuthenticationConfig appRole = config.appRole();
    if (appRole.roleId().isPresent()) {
      return Optional.of(
          property("app-role.role-id")
              + " is set, and neither app-role.secret-id nor app-role.secret-id-wrapping-token is");
    }
    if (appRole.secretId().isPresent() || appRole.secretIdWrappingToken().isPresent()) {
      return Optional.of(
          "an AppRole secret id is set, and %s is not".formatted(property("app-role.role-id")));
    }
    if (config.userpass().username().isPresent()) {
      return Optional.of(
          property("userpass.username")
              + " is set, and neither userpass.password nor userpass.password-wrapping-token is");
    }
    return Optional.empty();
  }
}
