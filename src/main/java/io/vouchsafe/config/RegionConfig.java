package io.vouchsafe.config;

import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Another region's Vault: its keys are published, and its grants are accepted, as home's are. */
public interface RegionConfig {
  /** Its URL; `https`. */
  URI url();

  /** The namespace of Vault Enterprise or OpenBao in which its engines are. */
  Optional<String> namespace();

  /** Where its Transit engine is mounted; as `vouchsafe.transit.mount` where it is not set. */
  Optional<String> mount();

  /**
   * The mount of its engine for revoked grants; as `vouchsafe.caller.revocation.mount` where it is
   * not set.
   */
  Optional<String> revocationMount();

  /** Whom connections to it trust. */
  RegionTls tls();

  /** How to log in to it, in the words of `quarkus.vault.authentication.*`. */
  VaultAuthenticationConfig authentication();

  /** The same login, beside these. */
  LoginConfig login();

  /**
   * Whether it signs while home cannot; its login then needs the signer's policy, and the reader's
   * else.
   */
  @WithDefault("false")
  boolean sign();

  /** Which one signs first where several may: the lowest, and of the same by name. */
  @WithDefault("0")
  int order();

  /** Whom connections to a Vault trust. */
  interface RegionTls {
    /** A PEM file with the authorities to trust. */
    Optional<Path> caCert();

    /** Whether its certificate is not checked; needs `vouchsafe.vault.allow-skip-verify`. */
    @WithDefault("false")
    boolean skipVerify();
  }
}
