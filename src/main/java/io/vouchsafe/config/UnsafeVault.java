package io.vouchsafe.config;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import java.net.URL;

/**
 * A way to Vault on which others learn our Vault token: refused, unless a setting says that it is
 * meant; then it is a warning.
 */
public final class UnsafeVault {
  private static final String URL = "quarkus.vault.url";
  private static final String SKIP_VERIFY = "quarkus.vault.tls.skip-verify";

  private UnsafeVault() {}

  /** Whether a warning is about one of these ways. */
  public static boolean concerns(ConfigFault warning) {
    return warning.property().equals(URL) || warning.property().equals(SKIP_VERIFY);
  }

  static void check(Configuration config) {
    VaultRuntimeConfig vault = config.vault();
    VaultConfig allowed = config.of(VaultConfig.class);
    if (vault.url().filter(UnsafeVault::isInTheClear).isPresent()) {
      say(
          config,
          URL,
          "is http, so our Vault token crosses the network in clear text",
          "vouchsafe.vault.allow-http",
          allowed.allowHttp());
    }
    if (vault.tls().skipVerify().orElse(false)) {
      say(
          config,
          SKIP_VERIFY,
          "is true, so whoever answers is taken for Vault and gets our Vault token",
          "vouchsafe.vault.allow-skip-verify",
          allowed.allowSkipVerify());
    }
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

  private static boolean isInTheClear(URL url) {
    return url.getProtocol().equals("http") && !IssuerUrl.isLoopback(url.getHost());
  }
}
