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
      return new AgentLogin(
          LoginSettings.prepared(
              "the login of the agent or proxy in place of Vault (%s)"
                  .formatted(own.property("agent")),
              ""));
    }
    if (own.certificate().isPresent()) {
      return ofCertificate(own.certificate().get());
    }
    OwnLogin.SecretFiles files = own.files();
    if (files.tokenWrappingToken().isPresent()) {
      String setting = own.property("token-wrapping-token-file");
      Path file = files.tokenWrappingToken().get();
      return StaticToken.renewedOutside(
          wrapped(setting, Secret.inFile(file), "/auth/client_token"),
          token(LoginSettings.file(setting, file)));
    }
    if (files.token().isPresent()) {
      String setting = own.property("token-file");
      Path file = files.token().get();
      return StaticToken.renewedOutside(
          Secret.ofHeaderIn(setting, file), token(LoginSettings.file(setting, file)));
    }
    if (config.clientTokenWrappingToken().isPresent()) {
      String setting = property("client-token-wrapping-token");
      return StaticToken.in(
          wrapped(setting, config.clientTokenWrappingToken().get(), "/auth/client_token"),
          token(setting));
    }
    if (config.clientToken().isPresent()) {
      String setting = property("client-token");
      return StaticToken.of(
          ConfiguredSecret.ofHeader(setting, config.clientToken().get()), token(setting));
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

  private LoginSettings token(String setting) {
    return LoginSettings.prepared(setting, flags("token", "token"));
  }

  private String flags(String method, String mount) {
    return LoginSettings.flags(method, mount) + credentials.roleFlag();
  }

  /** A login goes to a mount of Vault's, which may be another than that of the role. */
  private static String named(String who, String secret, String mount) {
    return "%s, %s and %s".formatted(who, secret, mount);
  }

  private VaultLogin ofCertificate(OwnLogin.Certificate certificate) {
    return new CertificateLogin(
        certificate,
        LoginSettings.shown(
            "the certificate of vouchsafe.vault.tls-configuration-name"
                + " (quarkus.tls.<name>.key-store.*), %s and %s"
                    .formatted(
                        credentials.own().property("certificate-role"),
                        credentials.own().property("certificate-mount")),
            "vault list auth/%s/certs".formatted(certificate.mount())));
  }

  private VaultLogin ofKubernetes(VaultKubernetesAuthenticationConfig kubernetes) {
    String mount = kubernetes.authMountPath();
    Path file = Path.of(kubernetes.jwtTokenPath());
    return new CredentialLogin(
        LoginSettings.prepared(
            named(
                property("kubernetes.role"),
                LoginSettings.file(property("kubernetes.jwt-token-path"), file),
                property("kubernetes.auth-mount-path")),
            mount.equals("jwt")
                ? flags("jwt", mount) + " --subject SUB --audience AUD"
                : flags("kubernetes", mount) + " --service-account NAMESPACE/NAME"),
        mount,
        "login",
        "role",
        kubernetes.role().orElseThrow(),
        "jwt",
        Secret.inFile(file),
        false);
  }

  private VaultLogin ofUserpass(VaultUserpassAuthenticationConfig userpass) {
    String mount = userpass.authMountPath();
    String user = userpass.username().orElseThrow();
    String password =
        userpass.passwordWrappingToken().isPresent()
            ? "userpass.password-wrapping-token"
            : "userpass.password";
    return new CredentialLogin(
        LoginSettings.shown(
            named(
                property("userpass.username"),
                property(password),
                property("userpass.auth-mount-path")),
            "vault read auth/%s/users/%s".formatted(mount, user)),
        mount,
        "login/" + user,
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
    String mount = appRole.authMountPath();
    return new CredentialLogin(
        LoginSettings.prepared(
            named(
                property("app-role.role-id"),
                placeOfSecretId(appRole),
                property("app-role.auth-mount-path")),
            flags("approle", mount)),
        mount,
        "login",
        "role_id",
        ConfiguredSecret.trimmed(appRole.roleId().orElseThrow()),
        "secret_id",
        secretId(appRole),
        true);
  }

  private String placeOfSecretId(VaultAppRoleAuthenticationConfig appRole) {
    OwnLogin own = credentials.own();
    OwnLogin.SecretFiles files = own.files();
    return files
        .secretIdWrappingToken()
        .map(file -> LoginSettings.file(own.property("secret-id-wrapping-token-file"), file))
        .or(
            () ->
                files
                    .secretId()
                    .map(file -> LoginSettings.file(own.property("secret-id-file"), file)))
        .orElseGet(
            () ->
                property(
                    appRole.secretIdWrappingToken().isPresent()
                        ? "app-role.secret-id-wrapping-token"
                        : "app-role.secret-id"));
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
            + " (with %s and %s), %s with %s, %s or %s, %s with %s, %s, or %s")
        .formatted(
            property("kubernetes.role"),
            property("kubernetes.jwt-token-path"),
            property("kubernetes.auth-mount-path"),
            property("app-role.role-id"),
            property("app-role.secret-id"),
            property("app-role.secret-id-wrapping-token"),
            credentials.own().property("secret-id-file"),
            property("userpass.username"),
            property("userpass.password"),
            property("client-token"),
            credentials.own().property("token-file"));
  }

  private Optional<String> missingHalf(VaultAuthenticationConfig config) {
    VaultAppRoleAuthenticationConfig appRole = config.appRole();
    if (appRole.roleId().isPresent()) {
      return Optional.of(
          "%s is set, and neither %s nor %s is, nor %s"
              .formatted(
                  property("app-role.role-id"),
                  property("app-role.secret-id"),
                  property("app-role.secret-id-wrapping-token"),
                  credentials.own().property("secret-id-file")));
    }
    if (credentials.own().files().hasSecretId()
        || appRole.secretId().isPresent()
        || appRole.secretIdWrappingToken().isPresent()) {
      return Optional.of(
          "an AppRole secret id is set, and %s is not".formatted(property("app-role.role-id")));
    }
    if (config.userpass().username().isPresent()) {
      return Optional.of(
          "%s is set, and neither %s nor %s is"
              .formatted(
                  property("userpass.username"),
                  property("userpass.password"),
                  property("userpass.password-wrapping-token")));
    }
    return Optional.empty();
  }
}
