package io.vouchsafe.app;

import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vouchsafe.config.Configuration;
import io.vouchsafe.config.LoginConfig;
import io.vouchsafe.config.RegionConfig;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.RotationMode;
import io.vouchsafe.config.Setting;
import io.vouchsafe.config.VaultConfig;
import io.vouchsafe.key.Region;
import io.vouchsafe.vault.OwnLogin;
import io.vouchsafe.vault.VaultCredentials;
import java.util.Optional;

/** Which login to Vault is whose. */
record Logins(RotationConfig rotation, VaultRuntimeConfig vault, VaultConfig own) {
  private static final String AUTHENTICATION = "vouchsafe.rotation.authentication";

  static Logins of(Configuration config) {
    return new Logins(
        config.of(RotationConfig.class), config.vault(), config.of(VaultConfig.class));
  }

  /**
   * That of the instances that sign.
   *
   * @throws io.quarkus.runtime.configuration.ConfigurationException if a value cannot work
   */
  VaultCredentials ofSigner() {
    return new VaultCredentials(
        VaultCredentials.OF_VAULT,
        vault.authentication(),
        own("vouchsafe.vault.login", own.login()));
  }

  /**
   * The rotator's own, or the instance's where it does nothing but rotate, or does not rotate.
   *
   * @throws io.quarkus.runtime.configuration.ConfigurationException if an instance that signs and
   *     rotates has one for both, or a value cannot work
   */
  VaultCredentials ofRotator() {
    OwnLogin login = own("vouchsafe.rotation.login", rotation.login());
    if (login.set() || set(rotation.authentication())) {
      return new VaultCredentials(AUTHENTICATION, rotation.authentication(), login).ofRotator();
    }
    if (rotation.mode() == RotationMode.ON) {
      throw Setting.refused(
          AUTHENTICATION,
          "is missing: an instance that signs and rotates needs a login with the rotator's policy"
              + " beside that with the signer's; set %1$s.app-role.*, %1$s.kubernetes.* or"
                  .formatted(AUTHENTICATION)
              + " %s.client-token, or leave rotation to another instance".formatted(AUTHENTICATION)
              + " (vouchsafe.rotation.mode=off)");
    }
    return ofSigner().ofRotator();
  }

  /**
   * That of an instance of this region in another region's Vault.
   *
   * @throws io.quarkus.runtime.configuration.ConfigurationException if a value cannot work
   */
  VaultCredentials of(Region region, RegionConfig config) {
    String property = RegionAssembly.property(region);
    VaultCredentials credentials =
        new VaultCredentials(
            property + ".authentication",
            config.authentication(),
            own(property + ".login", config.login()));
    return config.sign() ? credentials : credentials.ofReader();
  }

  private OwnLogin own(String property, LoginConfig login) {
    if (login.certificate() && own.tlsConfigurationName().isEmpty()) {
      throw Setting.refused(
          property + ".certificate", "needs vouchsafe.vault.tls-configuration-name");
    }
    return Setting.prefixed(
        "",
        () ->
            new OwnLogin(
                property,
                new OwnLogin.SecretFiles(
                    login.tokenFile(),
                    login.tokenWrappingTokenFile(),
                    login.secretIdFile(),
                    login.secretIdWrappingTokenFile()),
                login.agent(),
                Optional.of(
                        new OwnLogin.Certificate(login.certificateMount(), login.certificateRole()))
                    .filter(it -> login.certificate()),
                own.unwrapTimeout()));
  }

  private static boolean set(VaultAuthenticationConfig credentials) {
    return credentials.isDirectClientToken()
        || credentials.isAppRole()
        || credentials.isUserpass()
        || credentials.kubernetes().role().isPresent();
  }
}
