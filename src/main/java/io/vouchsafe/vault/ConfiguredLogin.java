package io.vouchsafe.vault;

import io.quarkus.vault.runtime.config.VaultAppRoleAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultKubernetesAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultUserpassAuthenticationConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The login that is configured, in this order: an agent's, a certificate, a token in a file of
 * ours, and then in the extension's order a token, Kubernetes (or a JWT from a file), userpass,
 * AppRole.
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
    OwnLogin own = credentials.own();
    if (own.agent()) {
      return new AgentLogin();
    }
    if (own.certificate().isPresent()) {
      return new CertificateLogin(own.certificate().get());
    }
    OwnLogin.SecretFiles files = own.files();
    if (files.tokenWrappingToken().isPresent()) {
      return StaticToken.renewedOutside(
          wrapped(
              own.property("token-wrapping-token-file"),
              Secret.inFile(files.tokenWrappingToken().get()),
              "/auth/client_token"));
    }
    if (files.token().isPresent()) {
      return StaticToken.renewedOutside(
          Secret.ofHeaderIn(own.property("token-file"), files.token().get()));
    }
    if (config.clientTokenWrappingToken().isPresent()) {
      return StaticToken.in(
          wrapped(
              property("client-token-wrapping-token"),
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
    if (config.isAppRole()
        || (config.appRole().roleId().isPresent() && own.files().hasSecretId())) {
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
                        property("userpass.password-wrapping-token"),
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
        secretId(appRole),
        true);
  }

  private Secret secretId(VaultAppRoleAuthenticationConfig appRole) {
    OwnLogin own = credentials.own();
    String place = "/data/secret_id";
    if (own.files().secretIdWrappingToken().isPresent()) {
      return wrapped(
          own.property("secret-id-wrapping-token-file"),
          Secret.inFile(own.files().secretIdWrappingToken().get()),
          place);
    }
    if (own.files().secretId().isPresent()) {
      return Secret.inFile(own.files().secretId().get());
    }
    return appRole
        .secretIdWrappingToken()
        .map(token -> wrapped(property("app-role.secret-id-wrapping-token"), token, place))
        .orElseGet(() -> Secret.of(ConfiguredSecret.trimmed(appRole.secretId().orElseThrow())));
  }

  private Secret wrapped(String property, String token, String... places) {
    return wrapped(property, Secret.of(ConfiguredSecret.ofHeader(property, token)), places);
  }

  private Secret wrapped(String property, Secret token, String... places) {
    return new WrappedSecret(property, token, credentials.own().unwrapTimeout(), places);
  }

  private String property(String name) {
    return credentials.property(name);
  }

  private String nothing() {
    return ("no way to log in to Vault is configured: set %s"
            + " (with kubernetes.jwt-token-path and kubernetes.auth-mount-path),"
            + " %s with app-role.secret-id or app-role.secret-id-wrapping-token, or with %s,"
            + " %s with userpass.password, %s, or %s")
        .formatted(
            property("kubernetes.role"),
            property("app-role.role-id"),
            credentials.own().property("secret-id-file"),
            property("userpass.username"),
            property("client-token"),
            credentials.own().property("token-file"));
  }

  private Optional<String> missingHalf(VaultAuthenticationConfig config) {
    VaultAppRoleAuthenticationConfig appRole = config.appRole();
    if (appRole.roleId().isPresent()) {
      return Optional.of(
          property("app-role.role-id")
              + " is set, and neither app-role.secret-id nor app-role.secret-id-wrapping-token is, nor "
              + credentials.own().property("secret-id-file"));
    }
    if (credentials.own().files().hasSecretId()
        || appRole.secretId().isPresent()
        || appRole.secretIdWrappingToken().isPresent()) {
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
