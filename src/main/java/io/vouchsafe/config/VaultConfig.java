package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How Vault is reached, beside what `quarkus.vault.*` says. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.vault")
public interface VaultConfig {
  /** Allows a Vault that is http on another host than loopback. */
  @WithDefault("false")
  boolean allowHttp();

  /** Allows that Vault's certificate is not checked. */
  @WithDefault("false")
  boolean allowSkipVerify();

  /** The name under `quarkus.tls` of the client certificate for Vault. */
  Optional<String> tlsConfigurationName();

  /** How long unwrapping a secret to log in with may take; what is not answered is lost. */
  @WithDefault("30s")
  Duration unwrapTimeout();

  /** URLs of nodes of Vault that sign, such as the standbys of an OpenBao. */
  Optional<List<URI>> nodes();

  /** The service's login, beside `quarkus.vault.authentication.*`. */
  LoginConfig login();

  /** The name of the region whose Vault this is, home: at most 63 of `a-z`, `0-9` and `-`. */
  @WithDefault("home")
  String region();

  /** The Vaults of the other regions, by their names. */
  Map<String, RegionConfig> regions();
}
