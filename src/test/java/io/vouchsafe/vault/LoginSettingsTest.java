package io.vouchsafe.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.transit.TransitKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The remedy of a refused login names what is configured, and nothing else. */
class LoginSettingsTest {
  @RegisterExtension static final VaultLogins vaults = VaultLogins.shared();

  private static final String OWN = "vouchsafe.vault.login.";
  private static final String THEIRS = "quarkus.vault.authentication.";
  private static final Path FILE = Path.of("/run/login");

  private static OwnLogin own(
      boolean agent, Optional<OwnLogin.Certificate> certificate, OwnLogin.SecretFiles files) {
    return new OwnLogin("vouchsafe.vault.login", files, agent, certificate, Duration.ofSeconds(30));
  }

  /** With one secret in a file; which of the four is counted from zero. */
  private static OwnLogin file(int which) {
    Optional<Path> file = Optional.of(FILE);
    Optional<Path> none = Optional.empty();
    return own(
        false,
        Optional.empty(),
        new OwnLogin.SecretFiles(
            which == 0 ? file : none,
            which == 1 ? file : none,
            which == 2 ? file : none,
            which == 3 ? file : none));
  }

  private static Map<String, String> set(String... pairs) {
    Map<String, String> config = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      config.put(THEIRS + pairs[i], pairs[i + 1]);
    }
    return config;
  }

  static Stream<Arguments> logins() {
    String read = " (/run/login, read at each login)";
    OwnLogin nothing = VaultFixture.NO_OWN_LOGIN;
    String roleId = THEIRS + "app-role.role-id, ";
    String approle = " and " + THEIRS + "app-role.auth-mount-path";
    String ofKubernetes =
        "%1$skubernetes.role, %1$skubernetes.jwt-token-path%2$s and %1$skubernetes.auth-mount-path"
            .formatted(THEIRS, read);
    return Stream.of(
        Arguments.of(
            set("kubernetes.role", "x", "kubernetes.jwt-token-path", "/run/login"),
            nothing,
            ofKubernetes,
            "SETUP --auth kubernetes --service-account NAMESPACE/NAME"),
        Arguments.of(
            set(
                "kubernetes.role", "x",
                "kubernetes.jwt-token-path", "/run/login",
                "kubernetes.auth-mount-path", "jwt"),
            nothing,
            ofKubernetes,
            "SETUP --auth jwt --subject SUB --audience AUD"),
        Arguments.of(
            set("app-role.role-id", "x", "app-role.secret-id", "y"),
            nothing,
            roleId + THEIRS + "app-role.secret-id" + approle,
            "SETUP --auth approle"),
        Arguments.of(
            set(
                "app-role.role-id", "x",
                "app-role.secret-id-wrapping-token", "y",
                "app-role.auth-mount-path", "eu"),
            nothing,
            roleId + THEIRS + "app-role.secret-id-wrapping-token" + approle,
            "SETUP --auth approle --auth-mount eu"),
        Arguments.of(
            set("app-role.role-id", "x"),
            file(2),
            roleId + OWN + "secret-id-file" + read + approle,
            "SETUP --auth approle"),
        Arguments.of(
            set("app-role.role-id", "x", "app-role.secret-id", "old"),
            file(3),
            roleId + OWN + "secret-id-wrapping-token-file" + read + approle,
            "SETUP --auth approle"),
        Arguments.of(
            set("userpass.username", "x", "userpass.password", "y"),
            nothing,
            "%1$suserpass.username, %1$suserpass.password and %1$suserpass.auth-mount-path"
                .formatted(THEIRS),
            "vault read auth/userpass/users/x"),
        Arguments.of(
            set("client-token", "x"), nothing, THEIRS + "client-token", "SETUP --auth token"),
        Arguments.of(
            set("client-token-wrapping-token", "x"),
            nothing,
            THEIRS + "client-token-wrapping-token",
            "SETUP --auth token"),
        Arguments.of(set(), file(0), OWN + "token-file" + read, "SETUP --auth token"),
        Arguments.of(
            set(), file(1), OWN + "token-wrapping-token-file" + read, "SETUP --auth token"),
        Arguments.of(
            set(),
            own(
                false,
                Optional.of(new OwnLogin.Certificate("tls", Optional.empty())),
                OwnLogin.SecretFiles.NONE),
            "the certificate of vouchsafe.vault.tls-configuration-name"
                + " (quarkus.tls.<name>.key-store.*), vouchsafe.vault.login.certificate-role and vouchsafe.vault.login.certificate-mount",
            "vault list auth/tls/certs"),
        Arguments.of(
            set(),
            own(true, Optional.empty(), OwnLogin.SecretFiles.NONE),
            "the login of the agent or proxy in place of Vault (vouchsafe.vault.login.agent)",
            "SETUP"));
  }

  @ParameterizedTest
  @MethodSource("logins")
  void theRemedyNamesWhatIsConfigured(
      Map<String, String> config, OwnLogin own, String named, String command) {
    VaultCredentials credentials =
        new VaultCredentials(
            VaultCredentials.OF_VAULT, VaultFixture.config(config).authentication(), own);

    assertEquals(
        "correct " + named + ", or Vault's side of it with: " + command,
        ConfiguredLogin.of(credentials).settings().remedy("SETUP"));
    assertEquals(
        command.replaceFirst("--auth \\S+( --auth-mount \\S+)?", "$0 --role reader"),
        ConfiguredLogin.of(credentials.ofReader())
            .settings()
            .remedy("SETUP")
            .replaceFirst(".*, or Vault's side of it with: ", ""));
    String ofRotator =
        command.replaceFirst("--auth \\S+( --auth-mount \\S+)?", "$0 --role rotator");
    assertEquals(
        "correct " + named + ", or Vault's side of it with: " + ofRotator,
        ConfiguredLogin.of(credentials.ofRotator()).settings().remedy("SETUP"));
  }

  @Test
  void aKeyThatIsNotReadForALoginSaysSo() {
    Map<String, String> config = set("app-role.role-id", "x", "app-role.secret-id", "y");
    vaults.bao().appRole("any", "vouchsafe-signer");
    try (VaultAccess vault = vaults.open(config)) {
      String words =
          VaultFixture.fault(
                  new TransitKeys(vault, VaultFixture.SETTINGS, "shop", VaultFixture.CLOCK)
                      .read(KeyRole.RS256))
              .toString();

      String names =
          "%1$sapp-role.role-id, %1$sapp-role.secret-id and %1$sapp-role.auth-mount-path"
              .formatted(THEIRS);
      assertEquals(2, words.split(names, -1).length - 1, words);
      assertEquals(
          "vault/setup --key-prefix shop --auth approle",
          words.substring(words.lastIndexOf("vault/setup")));
    }
  }
}
