package io.vouchsafe.app;

import io.vouchsafe.audit.AuditSettings;
import io.vouchsafe.audit.AuditWriter;
import io.vouchsafe.audit.RecordedRefusals;
import io.vouchsafe.ops.metrics.AuditMetrics;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** The audit: its writer, and what of refusals it records. */
@Singleton
class AuditParts {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  @Produces
  @Singleton
  AuditSettings settings(Settings settings) {
    return settings.audit();
  }

  @Produces
  @Singleton
  AuditWriter writer(AuditSettings settings, AuditMetrics metrics, InstantSource clock) {
    AuditWriter writer =
        AuditWriter.of(settings, instance(), Build.current().version(), metrics, clock);
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

  /** The name of the pod or of the machine. */
  private static String instance() {
    return Optional.ofNullable(System.getenv("HOSTNAME"))
        .filter(name -> !name.isBlank())
        .orElseGet(AuditParts::machine);
  }

  private static String machine() {
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
