package io.vouchsafe.app;

import static java.util.function.UnaryOperator.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.quarkus.vertx.http.ManagementInterface;
import io.vouchsafe.audit.AuditSettings;
import io.vouchsafe.audit.AuditWriter;
import io.vouchsafe.base.Resource;
import io.vouchsafe.base.Stopping;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.ops.console.AuditReport;
import io.vouchsafe.ops.console.ConsoleRoute;
import io.vouchsafe.ops.console.Instance;
import io.vouchsafe.ops.console.JsonRoute;
import io.vouchsafe.ops.console.KeyStatus;
import io.vouchsafe.ops.console.LastHour;
import io.vouchsafe.ops.console.ServiceStatus;
import io.vouchsafe.ops.health.SigningState;
import io.vouchsafe.rotation.Rotator;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The operators' console, and the two documents that it shows. */
@Singleton
class ConsoleParts {
  private static final List<String> FILES =
      List.of(
          "/console/console.css",
          "/console/dom.js",
          "/console/icon.svg",
          "/console/main.js",
          "/console/sections.js",
          "/console/signing.js",
          "/console/table.js",
          "/console/time.js",
          "/console/timeline.js");

  @Produces
  @Singleton
  LastHour lastHour(InstantSource clock) {
    return new LastHour(
        Stream.of(ProblemType.values())
            .map(type -> new LastHour.Refusal(type.label(), type.status(), type.title()))
            .toList(),
        clock);
  }

  void attach(
      @Observes ManagementInterface management,
      Issuers issuers,
      Optional<Rotator> rotator,
      SigningState signing,
      LastHour lastHour,
      Stopping stopping,
      Settings settings,
      RotationConfig rotation,
      AuditSettings auditing,
      AuditWriter records,
      InstantSource clock) {
    AuditReport audit = new AuditReport(records, auditing.required());
    KeyStatus keys = new KeyStatus(issuers, clock);
    Instance instance = instance(settings, rotation, clock.instant());
    ServiceStatus status =
        new ServiceStatus(
            issuers,
            signing,
            lastHour,
            stopping,
            instance,
            audit,
            template -> RotationParts.progress(rotator, template),
            clock);
    new JsonRoute("/keys", keys::json).attach(management.router());
    new JsonRoute("/status", query -> status.json()).attach(management.router());
    new ConsoleRoute(
            Resource.read("/console/index.html"),
            FILES.stream().collect(toUnmodifiableMap(identity(), Resource::read)))
        .attach(management.router());
  }

  private static Instance instance(Settings settings, RotationConfig rotation, Instant startedAt) {
    VaultRuntimeConfig vault = settings.vault();
    Build build = Build.current();
    return new Instance(
        build.version(),
        build.commit(),
        build.runtime(),
        startedAt,
        HostName.current(),
        rotation.mode().name().toLowerCase(Locale.ROOT),
        settings.home().name(),
        vault.url(),
        vault.enterprise().namespace());
  }
}
