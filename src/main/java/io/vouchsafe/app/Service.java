package io.vouchsafe.app;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vouchsafe.config.HttpConfig;
import io.vouchsafe.config.IssuersConfig;
import io.vouchsafe.config.KeysConfig;
import io.vouchsafe.config.RefusedSettings;
import io.vouchsafe.config.RingConfig;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.RotationMode;
import io.vouchsafe.config.Setting;
import io.vouchsafe.config.SigningConfig;
import io.vouchsafe.config.TransitConfig;
import io.vouchsafe.http.Entrance;
import io.vouchsafe.http.HttpSettings;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.KeyRefresher;
import io.vouchsafe.issuer.KeyRefreshers;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.ops.KeyMetrics;
import io.vouchsafe.ops.KeyStatus;
import io.vouchsafe.ops.KeyWatch;
import io.vouchsafe.ops.LoggedKeyWarnings;
import io.vouchsafe.ops.MeteredKeyWarnings;
import io.vouchsafe.ops.SigningTroubles;
import io.vouchsafe.rotation.Rotator;
import io.vouchsafe.signing.JwtSigner;
import io.vouchsafe.signing.SigningLanes;
import io.vouchsafe.signing.SigningSettings;
import io.vouchsafe.snapshot.RingOrigin;
import io.vouchsafe.snapshot.SnapshotFile;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.token.Signer;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.LastAttempt;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultSettings;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The running service: everything made once, of the configuration, and ended with the process.
 *
 * <p>IssuerVault is asked for the keys as soon as the configuration is accepted, while the ports
 * are being opened; nothing waits for them but the calls that need them.
 */
@Singleton
public class Service {
  private final InstantSource clock = InstantSource.system();
  private final VaultAccess vault;
  private final SigningLanes signing;
  private final SigningTroubles troubles;
  private final Issuers issuers;
  private final Entrance front;
  private final KeyRefreshers refreshers;
  private final Optional<SnapshotFile> snapshot;
  private final KeyStatus status;
  private final RotationMode mode;
  private final Duration patience;
  private final Optional<Rotator> rotator;

  Service(
      SmallRyeConfig config,
      IssuersConfig issuersConfig,
      KeysConfig keysConfig,
      RingConfig ringConfig,
      TransitConfig transitConfig,
      SigningConfig signingConfig,
      HttpConfig httpConfig,
      RotationConfig rotationConfig,
      Vertx vertx) {
    RefusedSettings.check(config);
    VaultRuntimeConfig vaultConfig = config.getConfigMapping(VaultRuntimeConfig.class);
    TransitSettings settings = settings(transitConfig);
    mode = rotationConfig.mode();
    patience = settings.requestTimeout();
    vault =
        Setting.prefixed(
            "",
            () ->
                VaultAccess.open(
                    vaultConfig,
                    mode.serves()
                        ? vaultConfig.authentication()
                        : RotationParts.credentials(rotationConfig, vaultConfig),
                    vertx,
                    settings.calls(),
                    clock));
    CompletableFuture<Void> prepared =
        CompletableFuture.runAsync(
            vault::prepare, task -> Thread.ofVirtual().name("vault-prepare").start(task));
    signing = new SigningLanes(vault, settings, settings(signingConfig), clock);
    troubles = new SigningTroubles(keysConfig.refresh().multipliedBy(2), clock);
    issuers =
        new IssuerAssembly(
                issuersConfig,
                keysConfig,
                transit(settings),
                releaseCheck(signingConfig),
                troubles,
                clock)
            .all();
    front =
        new Entrance(
            mode.serves() ? issuers.all() : List.of(),
            Setting.prefixed(
                "vouchsafe.http.",
                () ->
                    new HttpSettings(
                        Math.toIntExact(httpConfig.maxBody().asLongValue()),
                        httpConfig.maxCalls(),
                        httpConfig.maxBodies().asLongValue(),
                        settings.requestTimeout())),
            clock);
    snapshot =
        ringConfig
            .snapshot()
            .filter(file -> mode.serves())
            .map(file -> snapshot(file, keysConfig, vaultConfig, settings));
    snapshot.ifPresent(SnapshotFile::restore);
    status = new KeyStatus(issuers.all(), clock);
    refreshers =
        new KeyRefreshers(
            issuers.all().stream().map(issuer -> refresher(issuer, keysConfig.refresh())).toList());
    rotator =
        mode.rotates()
            ? Optional.of(
                RotationParts.rotator(rotationConfig, vaultConfig, vertx, settings, issuers, clock))
            : Optional.empty();
    prepared.whenComplete((done, failure) -> refreshers.start());
  }

  private static TransitSettings settings(TransitConfig config) {
    return Setting.prefixed(
        "",
        () ->
            new TransitSettings(
                config.mount(),
                new VaultSettings(
                    config.requestTimeout(), config.poolSize(), config.maxWaiting())));
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

  private SnapshotFile snapshot(
      Path file, KeysConfig keysConfig, VaultRuntimeConfig vaultConfig, TransitSettings settings) {
    Map<RingOrigin, IssuerKeys> rings = new LinkedHashMap<>();
    for (Issuer issuer : issuers) {
      RingOrigin origin =
          new RingOrigin(
              issuer.url().toString(),
              vaultConfig.url().orElseThrow().toString(),
              vaultConfig.enterprise().namespace().orElse(""),
              settings.mount(),
              issuer.keyPrefix());
      rings.put(origin, issuer.keys());
    }
    return Setting.of(
        "vouchsafe.ring.snapshot",
        () -> new SnapshotFile(file, rings, keysConfig.maxPublishedAge()));
  }

  private KeyRefresher refresher(Issuer issuer, Duration refresh) {
    KeyWatch watch =
        new KeyWatch(
            issuer,
            new MeteredKeyWarnings(issuer.name(), new LoggedKeyWarnings(issuer.name())),
            clock);
    return new KeyRefresher(
        issuer,
        refresh,
        () -> {
          watch.check();
          snapshot.ifPresent(SnapshotFile::look);
        });
  }

  private IssuerVault transit(TransitSettings settings) {
    JwtSigner signer = new JwtSigner(signing);
    return new IssuerVault() {
      @Override
      public KeyCustodian custodian(String keyPrefix) {
        return new TransitKeys(vault, settings, keyPrefix, clock);
      }

      @Override
      public Signer signer() {
        return signer;
      }

      @Override
      public String mount() {
        return settings.mount();
      }
    };
  }

  void attach(@Observes Router router) {
    front.attach(router);
  }

  void attach(@Observes ManagementInterface management) {
    status.attach(management.router());
  }

  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("after-start").start(this::prepareTheRest);
  }

  /** What the first answer does not need comes after it. */
  private void prepareTheRest() {
    awaitFirstReading();
    KeyMetrics.register(issuers, clock);
  }

  /**
   * Waits for the first reading of every issuer's keys, each for as long as a call to IssuerVault
   * takes.
   */
  public void awaitFirstReading() {
    issuers.awaitFirstReading(patience);
  }

  void stop(@Observes ShutdownEvent event) {
    refreshers.close();
    snapshot.ifPresent(SnapshotFile::close);
    rotator.ifPresent(Rotator::close);
    vault.close();
  }

  /** What rotates here; empty if nothing does. */
  public Optional<Rotator> rotator() {
    return rotator;
  }

  public Issuers issuers() {
    return issuers;
  }

  /** Whether the last login to IssuerVault worked. */
  public LastAttempt logins() {
    return vault.logins();
  }

  /** Whether IssuerVault answered the last call to sign. */
  public LastAttempt signatures() {
    return signing.attempts();
  }

  /** The keys under which no token is had. */
  public SigningTroubles troubles() {
    return troubles;
  }
}
