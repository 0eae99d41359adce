package io.vouchsafe.app;

import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.RotationMode;
import io.vouchsafe.config.Setting;
import io.vouchsafe.vault.VaultCredentials;

/** Which login to Vault is whose. */
final class Logins {
  private static final String AUTHENTICATION = "vouchsafe.rotation.authentication";

  private Logins() {}

  /**
   * The rotator's own, or the instance's where it does nothing but rotate, or does not rotate.
   *
   * @throws io.quarkus.runtime.configuration.ConfigurationException if an instance that signs and
   *     rotates has one for both
   */
  static VaultCredentials ofRotator(RotationConfig config, VaultRuntimeConfig vault) {
    if (set(config.authentication())) {
      return new VaultCredentials(AUTHENTICATION, config.authentication());
    }
    if (config.mode() == RotationMode.ON) {
      throw Setting.refused(
          AUTHENTICATION,
          "is missing: an instance that signs and rotates needs a login with the rotator's policy"
              + " beside that with the signer's; set client-token, app-role.* or kubernetes.* under"
              + " it, or leave rotation to another instance (mode=off)");
    }
    return VaultCredentials.of(vault.authentication());
  }

  private static boolean set(VaultAuthenticationConfig credentials) {
    return credentials.isDirectClientToken()
        || credentials.isAppRole()
        || credentials.isUserpass()
        || credentials.kubernetes().role().isPresent();
  }
}
