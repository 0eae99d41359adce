package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Writers of an audit as tests need them. */
final class AuditWriters {
  private AuditWriters() {}

  /** One that was not started. */
  static AuditWriter of(AuditTarget target, AuditEvents events) {
    return new AuditWriter(target, new RecordJson("i-1"), "1.0", events, InstantSource.system());
  }

  /** Writes records as a process does that begins and ends. */
  static void write(Path file, List<? extends AuditRecord> records) {
    try (AuditWriter writer = of(new FileTarget(file), AuditEvents.NONE)) {
      writer.start();
      records.forEach(record -> assertTrue(writer.write(record)));
    }
  }
}
