package io.vouchsafe.ops;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vouchsafe.http.FrontRoute;
import io.vouchsafe.http.HttpSettings;
import io.vouchsafe.http.Issuer;
import io.vouchsafe.http.KeyStatus;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.rotation.RotationMode;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.token.Signer;
import io.vouchsafe.transit.JoseSigner;
import io.vouchsafe.transit.LastAttempt;
import io.vouchsafe.transit.SigningLanes;
import io.vouchsafe.transit.SigningSettings;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.transit.VaultAccess;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The running service: everything made once, of the configuration, and ended with the process. */
@Singleton
public class Service {
  private final InstantSource clock = InstantSource.system();
  private final VaultAccess vault;
  private final SigningLanes signing;
  private final SigningTroubles troubles;
  private final List<Issuer> issuers;
  private final FrontRoute front;
  private final List<KeyRefresher> refreshers;
  private final KeyStatus status;
  private final RotationMode mode;
  private final Optional<Rotator> rotator;

  Service(
      SmallRyeConfig config,
      IssuersConfig issuersConfig,
      KeysConfig keysConfig,
      TransitConfig transitConfig,
      SigningConfig signingConfig,
      HttpConfig httpConfig,
      RotationConfig rotationConfig,
      Vertx vertx) {
    RefusedSettings.check(config);
    VaultRuntimeConfig vaultConfig = config.getConfigMapping(VaultRuntimeConfig.class);
    TransitSettings settings = settings(transitConfig);
    mode = rotationConfig.mode();
    vault =
        Setting.prefixed(
            "",
            () ->
                VaultAccess.open(
                    vaultConfig,
                    mode.serves()
                        ? vaultConfig.authentication()
                        : Rotator.credentials(rotationConfig, vaultConfig),
                    vertx,
                    settings,
                    clock));
    signing = new SigningLanes(vault, settings, settings(signingConfig), clock);
    troubles = new SigningTroubles(keysConfig.refresh().multipliedBy(2), clock);
    issuers =
        new Issuers(
                issuersConfig,
                keysConfig,
                transit(settings),
                releaseCheck(signingConfig),
                troubles,
                clock)
            .all();
    front =
        new FrontRoute(
            issuers,
            Setting.prefixed(
                "vouchsafe.http.",
                () ->
                    new HttpSettings(
                        Math.toIntExact(httpConfig.maxBody().asLongValue()),
                        settings.requestTimeout())),
            clock);
    status = new KeyStatus(issuers, clock);
    refreshers =
        issuers.stream()
            .map(issuer -> new KeyRefresher(issuer, keysConfig.refresh(), clock))
            .toList();
    rotator =
        mode.rotates()
            ? Optional.of(
                new Rotator(
                    rotationConfig,
                    vaultConfig,
                    vertx,
                    settings,
                    issuers,
                    issuer -> issuersConfig.issuers().get(issuer.name()).keyPrefix(),
                    clock))
            : Optional.empty();
  }

  private static TransitSettings settings(TransitConfig config) {
    return Setting.prefixed(
        "",
        () ->
            new TransitSettings(
                config.mount(), config.requestTimeout(), config.poolSize(), config.maxWaiting()));
  }

  private static SigningSettings settings(SigningConfig config) {
    return Setting.prefixed(
        "",
        () ->
            new SigningSettings(
                new SigningSettings.Lane(config.ec().batch(), config.ec().calls()),
                new SigningSettings.Lane(config.rsa().batch(), config.rsa().calls()),
                config.maxWaiting()));
  }

  private static ReleaseCheck releaseCheck(SigningConfig config) {
    return switch (config.verify()) {
      case ALWAYS -> ReleaseCheck.always();
      case SAMPLED ->
          Setting.prefixed("vouchsafe.signing.", () -> ReleaseCheck.sampled(config.verifyOneIn()));
    };
  }

  private Vault transit(TransitSettings settings) {
    JoseSigner signer = new JoseSigner(signing);
    return new Vault() {
      @Override
      public KeyCustodian custodian(String keyPrefix) {
        return new TransitKeys(vault, settings, keyPrefix, clock);
      }

      @Override
      public Signer signer() {
        return signer;
      }
    };
  }

  void attach(@Observes Router router) {
    if (mode.serves()) {
      front.attach(router);
    }
  }

  void attach(@Observes ManagementInterface management) {
    status.attach(management.router());
  }

  void start(@Observes StartupEvent event) {
    KeyMetrics.register(issuers, clock);
    refreshers.forEach(KeyRefresher::start);
  }

  void stop(@Observes ShutdownEvent event) {
    refreshers.forEach(KeyRefresher::close);
    rotator.ifPresent(Rotator::close);
    front.close();
    vault.close();
  }

  /** What rotates here; empty if nothing does. */
  Optional<Rotator> rotator() {
    return rotator;
  }

  List<Issuer> issuers() {
    return issuers;
  }

  /** Whether the last login to Vault worked. */
  LastAttempt logins() {
    return vault.logins();
  }

  /** Whether Vault answered the last call to sign. */
  LastAttempt signatures() {
    return signing.attempts();
  }

  /** The keys under which no token is had. */
  SigningTroubles troubles() {
    return troubles;
  }
}
