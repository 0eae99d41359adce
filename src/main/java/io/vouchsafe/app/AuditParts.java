package io.vouchsafe.app;

import io.vouchsafe.audit.AuditSettings;
import io.vouchsafe.audit.AuditWriter;
import io.vouchsafe.audit.RecordedRefusals;
import io.vouchsafe.ops.metrics.AuditMetrics;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
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
    AuditWriter writer =
        AuditWriter.of(settings, HostName.current(), Build.current().version(), metrics, clock);
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
