package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Asker;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.PreparedTokens;
import io.vouchsafe.token.TokenType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Callers may put a grant where it does not belong: no member of a record shows it. */
class RecordsWithoutSecretsTest {
  private static final String SIGNATURE = "c2lnbmF0dXJl".repeat(8);
  private static final String SECRET =
      "eyJhbGciOiJSUzI1NiIsInR5cCI6ImdyYW50K2p3dCJ9.eyJzdWIiOiJhIn0." + SIGNATURE;
  private static final AuditRecord.Reason REASON =
      new AuditRecord.Reason("invalid-request", Optional.of(SECRET));

  private static final Asker BROKER =
      Asker.stranger("r-1", "default", "192.0.2.1")
          .proved(new Asker.Proof(Optional.of(SECRET), SECRET, Optional.of(SECRET), SECRET))
          .as("edge");

  private static final Asker WORKLOAD =
      Asker.stranger("r-2", "default", "192.0.2.1")
          .with(
              new Asker.Grant(
                  "g-1",
                  "edge",
                  SECRET,
                  List.of("a", SECRET),
                  Duration.ofMinutes(10),
                  AuditSamples.NOW));

  static Stream<AuditRecord> records() {
    PreparedToken identity =
        PreparedTokens.of(
            TokenType.IDENTITY_TOKEN,
            Map.of("sub", "app:" + SECRET, "aud", SECRET, "app", SECRET, "list", List.of(SECRET)));
    PreparedToken grant =
        PreparedTokens.of(
            TokenType.GRANT,
            Map.of(
                "sub",
                SECRET,
                "aud",
                "i",
                "workload",
                Map.of("app", SECRET, SECRET, "value"),
                "audiences",
                List.of(SECRET),
                "max_ttl",
                300L));
    return Stream.of(
        new AuditRecord.Asked(AuditSamples.NOW, WORKLOAD, identity),
        new AuditRecord.Issued(AuditSamples.NOW, WORKLOAD, identity),
        new AuditRecord.Granted(AuditSamples.NOW, BROKER, grant),
        new AuditRecord.Failed(AuditSamples.NOW, BROKER, identity, REASON),
        new AuditRecord.Refused(AuditSamples.NOW, WORKLOAD, REASON, 0),
        new AuditRecord.Revoked(
            AuditSamples.NOW, BROKER, Optional.of(SECRET), Optional.of(SECRET), AuditSamples.NOW));
  }

  @ParameterizedTest
  @MethodSource("records")
  void noMemberShowsIt(AuditRecord record) {
    String line = new RecordJson("pod-1").of(record);

    assertTrue(line.contains("[a JWT, not shown]"), line);
    assertFalse(line.contains(SIGNATURE), line);
    assertFalse(line.contains("eyJ"), line);
  }
}
