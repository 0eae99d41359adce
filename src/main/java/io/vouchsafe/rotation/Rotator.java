package io.vouchsafe.rotation;

import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vertx.core.Vertx;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.RotationMode;
import io.vouchsafe.config.Setting;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.ops.LoggedRotation;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.transit.TransitRotator;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultAccess;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The part of an instance that rotates: a IssuerVault login of its own, and a rotation for each
 * issuer.
 */
public final class Rotator implements AutoCloseable {
  private final VaultAccess vault;
  private final List<Rotation> rotations;
  private final ReentrantLock underWay = new ReentrantLock();
  private volatile boolean closed;

  /**
   * Opens the rotator's own access to IssuerVault; calls nobody yet.
   *
   * @param keyPrefix of an issuer's keys
   */
  public Rotator(
      RotationConfig config,
      VaultRuntimeConfig vaultConfig,
      Vertx vertx,
      TransitSettings settings,
      List<Issuer> issuers,
      Function<Issuer, String> keyPrefix,
      InstantSource clock) {
    if (!config.every().isPositive()) {
      throw Setting.refused("vouchsafe.rotation.every", "must be more than zero");
    }
    VaultAuthenticationConfig credentials = credentials(config, vaultConfig);
    vault =
        Setting.prefixed(
            "", () -> VaultAccess.open(vaultConfig, credentials, vertx, settings.calls(), clock));
    rotations =
        issuers.stream()
            .map(
                issuer -> {
                  String prefix = keyPrefix.apply(issuer);
                  return new Rotation(
                      new IssuerKeys(
                          new TransitKeys(vault, settings, prefix, clock),
                          policies(issuer),
                          clock,
                          new KeyEvents() {}),
                      new TransitRotator(vault, settings, prefix),
                      new LoggedRotation(issuer.name(), prefix),
                      clock);
                })
            .toList();
  }

  private static java.util.Map<KeyRole, KeyPolicy> policies(Issuer issuer) {
    return issuer.keys().roles().stream()
        .collect(Collectors.toMap(Function.identity(), issuer.keys()::policy));
  }

  /** The rotator's own, or where an instance does nothing but rotate, those it has. */
  public static VaultAuthenticationConfig credentials(
      RotationConfig config, VaultRuntimeConfig vaultConfig) {
    if (set(config.authentication())) {
      return config.authentication();
    }
    if (config.mode() == RotationMode.ON) {
      throw Setting.refused(
          "vouchsafe.rotation.authentication",
          "is missing: an instance that signs and rotates needs a login with the rotator's policy beside that with the signer's; set client-token, app-role.* or kubernetes.* under it, or leave rotation to another instance (mode=off)");
    }
    return vaultConfig.authentication();
  }

  private static boolean set(VaultAuthenticationConfig credentials) {
    return credentials.isDirectClientToken()
        || credentials.isAppRole()
        || credentials.isUserpass()
        || credentials.kubernetes().role().isPresent();
  }

  /**
   * Looks at every key of every issuer and does what is due.
   *
   * @return whether all that was due is done
   */
  boolean round() {
    underWay.lock();
    try {
      return closed || rotations.stream().map(Rotation::round).reduce(true, Boolean::logicalAnd);
    } finally {
      underWay.unlock();
    }
  }

  /** Lets a round that is under way end, and begins no other. */
  @Override
  public void close() {
    closed = true;
    underWay.lock();
    try {
      vault.close();
    } finally {
      underWay.unlock();
    }
  }
}
