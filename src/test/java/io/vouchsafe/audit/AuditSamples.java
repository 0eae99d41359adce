package io.vouchsafe.audit;

import io.vouchsafe.base.Asker;
import io.vouchsafe.token.PreparedTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Records, one of each kind. */
final class AuditSamples {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  static final Asker BROKER =
      Asker.stranger("r-1", "default", "192.0.2.1")
          .proved(
              new Asker.Proof(
                  Optional.of("https://control.example"),
                  "edge/1",
                  Optional.of("p-1"),
                  "proof-key"))
          .as("edge");

  static final Asker WORKLOAD =
      Asker.stranger("r-2", "default", "2001:db8:0:1::/64")
          .with(
              new Asker.Grant(
                  "g-1",
                  "edge",
                  "deployment:d-1",
                  List.of("a", "b"),
                  Duration.ofMinutes(10),
                  Instant.parse("2026-01-01T01:00:00Z")));

  static final Asker SUBJECT =
      Asker.stranger("r-4", "default", "192.0.2.4")
          .exchanged(
              "ci",
              new Asker.Proof(
                  Optional.of("https://jobs.example"),
                  "repo:a/b",
                  Optional.of("s-1"),
                  "their-key"));

  static final List<AuditRecord> ONE_OF_EACH =
      List.of(
          new AuditRecord.Started(NOW, "1.0"),
          new AuditRecord.Asked(NOW, BROKER, PreparedTokens.grant("g-1")),
          new AuditRecord.Granted(NOW, BROKER, PreparedTokens.grant("g-1")),
          asked("j-1"),
          new AuditRecord.Issued(NOW, WORKLOAD, PreparedTokens.rs256("j-1")),
          new AuditRecord.Failed(
              NOW,
              WORKLOAD,
              PreparedTokens.rs256("j-2"),
              new AuditRecord.Reason("unavailable", Optional.empty())),
          new AuditRecord.Refused(
              NOW, WORKLOAD, new AuditRecord.Reason("forbidden", Optional.of("audience")), 0),
          new AuditRecord.Refused(
              NOW,
              Asker.stranger("r-3", "none", "192.0.2.9"),
              new AuditRecord.Reason("not-found", Optional.empty()),
              12),
          new AuditRecord.Revoked(NOW, BROKER, Optional.of("g-1"), Optional.empty(), NOW),
          new AuditRecord.Revoked(NOW, BROKER, Optional.empty(), Optional.of("app:a"), NOW));

  /** A token that came of an exchange. */
  static final AuditRecord EXCHANGED =
      new AuditRecord.Issued(NOW, SUBJECT, PreparedTokens.rs256("j-3"));

  private AuditSamples() {}

  static AuditRecord asked(String id) {
    return new AuditRecord.Asked(NOW, WORKLOAD, PreparedTokens.rs256(id));
  }
}
