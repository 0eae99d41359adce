package io.vouchsafe.app;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import io.vertx.ext.web.Router;
import io.vouchsafe.audit.AuditWriter;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.RotationMode;
import io.vouchsafe.http.Entrance;
import io.vouchsafe.http.connection.PortShutdown;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.KeyRefreshers;
import io.vouchsafe.ops.health.SigningWatch;
import io.vouchsafe.rotation.Rotator;
import io.vouchsafe.signing.CircuitProbe;
import io.vouchsafe.snapshot.SnapshotFile;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultAccess;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The order in which the service starts and stops. The parts are made by the producers beside this
 * class, each where it is first asked for.
 *
 * <p>Vault is asked for the keys as soon as the configuration is accepted, while the ports are
 * being opened. Nothing waits for the keys but the calls that need them.
 */
@Singleton
class Lifecycle {
  private final TransitSettings transit;
  private final Jobs jobs;
  private final RotationMode mode;
  private final CompletableFuture<Void> partsStarted = new CompletableFuture<>();

  Lifecycle(TransitSettings transit, Jobs jobs, RotationConfig rotation) {
    this.transit = Objects.requireNonNull(transit, "transit");
    this.jobs = Objects.requireNonNull(jobs, "jobs");
    this.mode = rotation.mode();
  }

  /**
   * The order of start. Quarkus calls it before it opens the ports. Every part is made before the
   * first one acts, so that a setting that is refused stops the start before anything happens, and
   * a start that is only checked ends in between.
   *
   * @throws ChecksPassed in that case
   */
  void start(
      @Observes Router router,
      Settings settings,
      Instance<Certificates> certificates,
      Instance<FreePorts> ports,
      @CommandLineArguments String[] arguments,
      Instance<VaultAccess> vault,
      Instance<Issuers> issuers,
      Instance<Optional<SnapshotFile>> snapshot,
      Instance<Optional<Rotator>> rotator,
      Instance<KeyRefreshers> refreshers,
      Instance<SigningWatch> watch,
      Instance<CircuitProbe> circuits,
      Instance<Entrance> entrance,
      Instance<IssuerGauges> gauges,
      Instance<AuditWriter> audit) {
    certificates.get().check();
    VaultAccess access = vault.get();
    Issuers all = issuers.get();
    Entrance edge = entrance.get();
    Optional<Rotator> rotates = rotator.get();
    KeyRefreshers readers = refreshers.get();
    Optional<SnapshotFile> kept = snapshot.get();
    SigningWatch signing = watch.get();
    CircuitProbe probe = circuits.get();
    AuditWriter records = audit.get();
    if (Main.checks(arguments)) {
      throw new ChecksPassed(settings.warnings());
    }
    ports.get().check();
    if (mode.serves()) {
      records.start();
    }
    CompletableFuture<Void> vaultPrepared = inBackground("vault-prepare", access::prepare);
    kept.ifPresent(SnapshotFile::restore);
    vaultPrepared.whenComplete((done, failure) -> readers.start());
    edge.attach(router);
    IssuerGauges shown = gauges.get();
    shown.watch(all, rotates, edge);
    partsStarted.thenRun(
        () -> inBackground("after-start", () -> afterStart(shown, all, rotates, signing, probe)));
  }

  /** What the first answer does not need comes after it. */
  private void afterStart(
      IssuerGauges gauges,
      Issuers all,
      Optional<Rotator> rotates,
      SigningWatch signing,
      CircuitProbe probe) {
    gauges.show();
    rotates.ifPresent(jobs::schedule);
    all.awaitFirstReading(transit.requestTimeout());
    if (mode.serves()) {
      signing.start();
      probe.start();
    }
    jobs.begin();
  }

  /**
   * The beginning of stop, before anything is closed. Quarkus calls it at SIGTERM and waits; the
   * delay is ours, since its own cannot depend on whether anybody would notice.
   */
  void beginToStop(
      @Observes ShutdownDelayInitiatedEvent event,
      SigningWatch signing,
      CircuitProbe probe,
      PortShutdown port) {
    signing.close();
    probe.close();
    if (mode.serves()) {
      port.run();
    }
  }

  /** The order of stop. Afterwards the disposers beside the producers close what is left. */
  void stop(
      @Observes ShutdownEvent event,
      KeyRefreshers refreshers,
      Optional<SnapshotFile> snapshot,
      Optional<Rotator> rotator) {
    refreshers.close();
    snapshot.ifPresent(SnapshotFile::close);
    rotator.ifPresent(Rotator::close);
  }

  /** Quarkus opens the ports next. */
  void partsHaveStarted(@Observes StartupEvent event) {
    partsStarted.complete(null);
  }

  private static CompletableFuture<Void> inBackground(String thread, Runnable task) {
    return CompletableFuture.runAsync(
        task, command -> Thread.ofVirtual().name(thread).start(command));
  }
}
