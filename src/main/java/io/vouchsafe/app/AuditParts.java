package io.vouchsafe.app;

import io.vouchsafe.audit.AuditEvents;
import io.vouchsafe.audit.AuditSettings;
import io.vouchsafe.audit.AuditWriter;
import io.vouchsafe.audit.LoggedAuditEvents;
import io.vouchsafe.audit.RecordedRefusals;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.ops.metrics.AuditMetrics;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;

/** The audit: its writer, and what of refusals it records. */
@Singleton
class AuditParts {
  @Produces
  @Singleton
  AuditSettings settings(Settings settings) {
    return settings.audit();
  }

  @Produces
  @Singleton
  AuditWriter writer(AuditSettings settings, AuditMetrics metrics, InstantSource clock) {
    AuditEvents events =
        new LoggedAuditEvents(
            metrics,
            settings.file().map(Path::toString).orElse(""),
            settings.file().map(file -> Outages.ofAudit(clock)));
    AuditWriter writer =
        AuditWriter.of(settings, HostName.current(), Build.current().version(), events, clock);
    metrics.watch(() -> writer.fault().isEmpty());
    return writer;
  }

  void close(@Disposes AuditWriter writer) {
    writer.close();
  }

  @Produces
  @Singleton
  RecordedRefusals refusals(
      AuditWriter writer, AuditSettings settings, AuditMetrics metrics, InstantSource clock) {
    return new RecordedRefusals(writer, settings.strangersPerMinute(), metrics.unrecorded(), clock);
  }
}
