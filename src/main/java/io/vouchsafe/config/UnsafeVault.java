package io.vouchsafe.config;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.List;
import java.util.Optional;

/**
 * A way to Vault on which others learn our Vault token: refused, unless a setting says that it is
 * meant; then it is a warning.
 */
public final class UnsafeVault {
  private static final String HOME = "quarkus.vault";
  private static final String REGIONS = "vouchsafe.vault.regions.";
  private static final String NODES = "vouchsafe.vault.nodes";
  private static final String URL = ".url";
  private static final String SKIP_VERIFY = ".tls.skip-verify";

  private UnsafeVault() {}

  /** Whether a warning is about one of these ways. */
  public static boolean concerns(ConfigFault warning) {
    String property = warning.property();
    return property.equals(NODES)
        || (property.startsWith(HOME) || property.startsWith(REGIONS))
            && (property.endsWith(URL) || property.endsWith(SKIP_VERIFY));
  }

  static void check(Configuration config) {
    VaultRuntimeConfig home = config.vault();
    VaultConfig allowed = config.of(VaultConfig.class);
    if (allowed.nodes().orElse(List.of()).stream().anyMatch(UnsafeVault::isInTheClear)) {
      sayInTheClear(config, NODES, "names one with http", allowed);
    }
    check(config, HOME, home.url().map(UnsafeVault::uri), home.tls().skipVerify().orElse(false));
    config
        .of(VaultConfig.class)
        .regions()
        .forEach(
            (name, region) ->
                check(
                    config, REGIONS + name, Optional.of(region.url()), region.tls().skipVerify()));
  }

  private static void check(
      Configuration config, String property, Optional<URI> url, boolean skipVerify) {
    VaultConfig allowed = config.of(VaultConfig.class);
    if (url.filter(UnsafeVault::isInTheClear).isPresent()) {
      sayInTheClear(config, property + URL, "is http", allowed);
    }
    if (skipVerify) {
      say(
          config,
          property + SKIP_VERIFY,
          "is true, so whoever answers is taken for Vault and gets our Vault token",
          "vouchsafe.vault.allow-skip-verify",
          allowed.allowSkipVerify());
    }
  }

  private static void sayInTheClear(
      Configuration config, String property, String what, VaultConfig allowed) {
    say(
        config,
        property,
        what + ", so our Vault token crosses the network in clear text",
        "vouchsafe.vault.allow-http",
        allowed.allowHttp());
  }

  private static void say(
      Configuration config, String property, String what, String setting, boolean allowed) {
    String message = property + ": " + what;
    if (allowed) {
      config.faults().warn(property, message);
    } else {
      config.faults().add(property, "%s; %s=true allows it".formatted(message, setting));
    }
  }

  /** Of scheme and host alone, since the rest may be what no URI has. */
  private static URI uri(URL url) {
    try {
      return new URI(url.getProtocol(), url.getHost(), null, null);
    } catch (URISyntaxException e) {
      return URI.create("none:");
    }
  }

  private static boolean isInTheClear(URI url) {
    return "http".equals(url.getScheme())
        && url.getHost() != null
        && !IssuerUrl.isLoopback(url.getHost());
  }
}
