package io.vouchsafe.transit;

import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.vault.LoginSettings;
import io.vouchsafe.vault.VaultFailure;

/** What an operator does about a failed call to Transit: a sentence with the command in it. */
public final class Remedy {
  private static final String READ = "read";
  private static final String UPDATE = "update";

  /** Where the steps are that bring a key back of which Vault lost a version. */
  static final String LOST_VERSION = "docs/keys.md, A version that OpenBao lost";

  /** OpenBao closes the connection of whoever reads such a key. */
  private static final String WHERE_ALONE =
      "; where this key alone cannot be read: " + LOST_VERSION;

  private Remedy() {}

  /** The remedy where a key cannot be read. */
  public static String ofReading(
      VaultFailure failure, LoginSettings login, TransitSettings settings, String keyName) {
    String remedy = of(failure, login, settings, keyName, settings.path("keys", keyName), READ);
    return failure.kind() == VaultFailure.Kind.UNREACHABLE ? remedy + WHERE_ALONE : remedy;
  }

  /** The remedy where a key does not sign. */
  public static String ofSigning(
      VaultFailure failure, LoginSettings login, TransitSettings settings, String keyName) {
    return failure.kind() == VaultFailure.Kind.REFUSED
        ? "the key may be missing, soft-deleted or of another type, or its minimums forbid the version: vault read "
            + settings.path("keys", keyName)
        : of(failure, login, settings, keyName, settings.path("sign", keyName), UPDATE);
  }

  /** The remedy where the names of the keys cannot be listed. */
  static String ofListing(VaultFailure failure, LoginSettings login, TransitSettings settings) {
    String setup = settings.setup().forOrganisations();
    return switch (failure.kind()) {
      case MISSING -> "make the engine and the policies with: " + setup;
      case DENIED ->
          "the Vault policy needs path \"%s/keys/\" { capabilities = [\"list\"] }: %s"
              .formatted(settings.mount(), setup);
      case LOGIN_REFUSED -> login.remedy(setup);
      case GARBLED ->
          "check what answers at %s: vault list %s/keys"
              .formatted(settings.setup().url(), settings.mount());
      case SEALED, THROTTLED, UNREACHABLE, TIMED_OUT, BUSY, REFUSED, FAILED ->
          ofVault(failure.kind(), settings.setup());
    };
  }

  private static String of(
      VaultFailure failure,
      LoginSettings login,
      TransitSettings settings,
      String keyName,
      String path,
      String capability) {
    return switch (failure.kind()) {
      case MISSING -> "make it with: " + settings.setup().makingKeys(prefix(keyName));
      case DENIED ->
          settings.setup().ofHome()
              ? "the signer's policy needs path \"%s\" { capabilities = [\"%s\"] }: %s"
                  .formatted(path, capability, setUp(settings, keyName))
              : ofRegion(login, settings, keyName, path, capability);
      case LOGIN_REFUSED -> login.remedy(setUp(settings, keyName));
      case GARBLED ->
          "check what answers at %s: vault read %s"
              .formatted(settings.setup().url(), settings.path("keys", keyName));
      case SEALED, THROTTLED, UNREACHABLE, TIMED_OUT, BUSY, REFUSED, FAILED ->
          ofVault(failure.kind(), settings.setup());
    };
  }

  /** There is a login for each region: its policy may be another role's and right for that. */
  private static String ofRegion(
      LoginSettings login,
      TransitSettings settings,
      String keyName,
      String path,
      String capability) {
    boolean signs = capability.equals(UPDATE);
    return "the login there (%s) needs %s path \"%s\" { capabilities = [\"%s\"] }: %s%s"
        .formatted(
            login.names(),
            signs ? "the signer's policy, with" : "a policy with",
            path,
            capability,
            login.prepared(setUp(settings, keyName)),
            signs ? "; or set %s.sign=false".formatted(settings.setup().vault()) : "");
  }

  private static String ofVault(VaultFailure.Kind kind, SetupCommand setup) {
    return switch (kind) {
      case SEALED -> "unseal it: vault operator unseal";
      case THROTTLED ->
          "raise Vault's quota (vault list sys/quotas/rate-limit); the service tries again by itself";
      default ->
          "check Vault (vault status) and %s; the service tries again by itself"
              .formatted(setup.url());
    };
  }

  /**
   * The remedy where logging in fails.
   *
   * @param keyPrefix of the keys that the login is for
   */
  public static String ofLogin(
      VaultFailure.Kind kind, LoginSettings login, SetupCommand setup, String keyPrefix) {
    return switch (kind) {
      case MISSING, DENIED, LOGIN_REFUSED, REFUSED -> login.remedy(setup.forKeys(keyPrefix));
      case GARBLED -> "check what answers at %s: vault status".formatted(setup.url());
      case SEALED, THROTTLED, UNREACHABLE, TIMED_OUT, BUSY, FAILED -> ofVault(kind, setup);
    };
  }

  /** The remedy where Vault signs with the key and refuses its version, or part of a batch. */
  public static String ofRefusedVersion(TransitSettings settings, String keyName) {
    return "the key may be soft-deleted, or its minimums forbid the version: vault read "
        + settings.path("keys", keyName);
  }

  private static String setUp(TransitSettings settings, String keyName) {
    return settings.setup().forKeys(prefix(keyName));
  }

  private static String prefix(String keyName) {
    return keyName.substring(0, keyName.lastIndexOf('-'));
  }
}
