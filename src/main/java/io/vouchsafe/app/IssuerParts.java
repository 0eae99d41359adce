package io.vouchsafe.app;

import io.vouchsafe.base.Stopping;
import io.vouchsafe.config.KeysConfig;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.http.Entrance;
import io.vouchsafe.http.HttpSettings;
import io.vouchsafe.http.RefusalEvents;
import io.vouchsafe.http.RequestEvents;
import io.vouchsafe.http.connection.Connections;
import io.vouchsafe.http.limit.LimitEvents;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.KeyRefresher;
import io.vouchsafe.issuer.KeyRefreshers;
import io.vouchsafe.ops.health.SigningAttempts;
import io.vouchsafe.ops.log.KeyWatch;
import io.vouchsafe.ops.log.LoggedKeyWarnings;
import io.vouchsafe.ops.metrics.KeyEventCounter;
import io.vouchsafe.ops.metrics.LimitMetrics;
import io.vouchsafe.ops.metrics.MeteredKeyWarnings;
import io.vouchsafe.snapshot.SnapshotFile;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The issuers, what reads their keys again and again, and what shows them to the world. */
@Singleton
class IssuerParts {
  @Produces
  @Singleton
  Issuers issuers(
      Settings settings,
      IssuerVault vault,
      SigningAttempts attempts,
      IssuerListeners listeners,
      InstantSource clock) {
    OrganisationParts organisations =
        new OrganisationParts(vault, settings.release(), attempts, listeners, clock);
    return new Issuers(
        settings.issuers().stream()
            .filter(issuer -> issuer.template().isEmpty())
            .map(issuer -> issuer.with(vault, settings.release(), attempts, listeners, clock))
            .toList(),
        settings.issuers().stream()
            .filter(issuer -> issuer.template().isPresent())
            .map(organisations::of)
            .toList());
  }

  @Produces
  @Singleton
  KeyRefreshers refreshers(
      Issuers issuers,
      IssuerVault vault,
      KeysConfig keys,
      RotationConfig rotation,
      Optional<SnapshotFile> snapshot,
      KeyEventCounter counter,
      InstantSource clock) {
    boolean serves = rotation.mode().serves();
    return new KeyRefreshers(
        issuers.all().stream()
            .map(
                issuer ->
                    new KeyRefresher(
                        issuer,
                        keys.refresh(),
                        afterReading(issuer, serves, watch(issuer, counter, clock), snapshot)))
            .toList(),
        OrganisationParts.reader(issuers, vault, keys.refresh(), serves));
  }

  /** Where nobody is served no proof comes, so the keys of trusted issuers are not fetched. */
  private static Runnable afterReading(
      Issuer issuer, boolean serves, KeyWatch watch, Optional<SnapshotFile> snapshot) {
    return () -> {
      if (serves) {
        issuer.proofs().refresh();
      }
      watch.check();
      snapshot.ifPresent(SnapshotFile::check);
    };
  }

  private static KeyWatch watch(Issuer issuer, KeyEventCounter counter, InstantSource clock) {
    String name = issuer.name();
    return new KeyWatch(
        issuer, new MeteredKeyWarnings(name, new LoggedKeyWarnings(name), counter), clock);
  }

  @Produces
  @Singleton
  Entrance entrance(
      Issuers issuers,
      RotationConfig rotation,
      HttpSettings settings,
      Connections connections,
      LimitEvents limits,
      RequestEvents requests,
      RefusalEvents refused,
      LimitMetrics metrics,
      Stopping stopping,
      InstantSource clock) {
    Issuers served = rotation.mode().serves() ? issuers : new Issuers(List.of());
    Entrance entrance =
        new Entrance(served, settings, connections, limits, requests, refused, stopping, clock);
    metrics.watch(entrance.taken());
    return entrance;
  }
}
