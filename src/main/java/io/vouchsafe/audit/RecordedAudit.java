package io.vouchsafe.audit;

import io.vouchsafe.audit.AuditRecord.Reason;
import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Asking;
import io.vouchsafe.key.Region;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The audit of one issuer as records. That a token was asked for is written before Vault is called;
 * where it must be and cannot, there is no token. What follows is written soon after, and is not
 * waited for. Safe for many threads.
 */
public final class RecordedAudit implements Audit {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final String issuer;
  private final AuditSink sink;
  private final boolean required;
  private final Function<Problem, String> types;
  private final InstantSource clock;
  private final Audit next;

  /**
   * @param required whether what cannot be recorded is refused
   * @param types the type of a problem, as its document has it
   * @param next is told what was recorded
   */
  public RecordedAudit(
      String issuer,
      AuditSink sink,
      boolean required,
      Function<Problem, String> types,
      InstantSource clock,
      Audit next) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.sink = Objects.requireNonNull(sink, "sink");
    this.required = required;
    this.types = Objects.requireNonNull(types, "types");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.next = Objects.requireNonNull(next, "next");
  }

  @Override
  public void asked(PreparedToken token) {
    AuditRecord record = new AuditRecord.Asked(clock.instant(), asker(), token);
    if (!required) {
      sink.offer(record);
    } else if (!sink.write(record)) {
      throw Problem.unavailable("the audit takes no record now, and without one no token", AGAIN);
    }
    next.asked(token);
  }

  @Override
  public void issued(PreparedToken token) {
    sink.offer(
        token.type() == TokenType.GRANT
            ? new AuditRecord.Granted(clock.instant(), asker(), token)
            : new AuditRecord.Issued(clock.instant(), asker(), token));
    next.issued(token);
  }

  @Override
  public void failed(PreparedToken token, Problem problem) {
    Reason reason = new Reason(types.apply(problem), problem.member());
    sink.offer(new AuditRecord.Failed(clock.instant(), asker(), token, reason));
    next.failed(token, problem);
  }

  @Override
  public void unavailable() {
    next.unavailable();
  }

  @Override
  public void signedElsewhere(Region tried) {
    next.signedElsewhere(tried);
  }

  /** It fails next. */
  @Override
  public void mismatched(PreparedToken token) {
    next.mismatched(token);
  }

  @Override
  public void revokedGrant(String grant, Instant until) {
    revoked(Optional.of(grant), Optional.empty(), until);
    next.revokedGrant(grant, until);
  }

  @Override
  public void revokedWorkload(String subject, Instant until) {
    revoked(Optional.empty(), Optional.of(subject), until);
    next.revokedWorkload(subject, until);
  }

  private void revoked(Optional<String> grant, Optional<String> subject, Instant until) {
    sink.offer(new AuditRecord.Revoked(clock.instant(), asker(), grant, subject, until));
  }

  private Asker asker() {
    return Asking.current().orElseGet(() -> Asker.stranger("", issuer, ""));
  }
}
