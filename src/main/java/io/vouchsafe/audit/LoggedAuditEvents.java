package io.vouchsafe.audit;

import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Asking;
import io.vouchsafe.base.Outage;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Logger;
import org.jboss.logmanager.Level;

/**
 * What becomes of the audit's file, as lines in the log: an outage while it cannot be written, and
 * a line for each revocation whose record is lost, which holds all the same. Ids and names only.
 */
public final class LoggedAuditEvents implements AuditEvents {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.audit");

  private final AuditEvents next;
  private final Optional<Outage> outage;
  private final String part;

  /**
   * @param next is told the same
   * @param target the name of what is written
   * @param outage of it; empty where it is what the log is written to, standard output
   */
  public LoggedAuditEvents(AuditEvents next, String target, Optional<Outage> outage) {
    this.next = Objects.requireNonNull(next, "next");
    this.outage = Objects.requireNonNull(outage, "outage");
    this.part = "writing to " + target;
  }

  @Override
  public void written(int records, long nanos) {
    outage.ifPresent(it -> it.worked(part));
    next.written(records, nanos);
  }

  @Override
  public void failed(String reason) {
    outage.ifPresent(it -> it.failed(part, reason + "; make room there, or mend the file"));
    next.failed(reason);
  }

  @Override
  public void lost(int records) {
    outage.ifPresent(it -> it.hit(records));
    next.lost(records);
  }

  @Override
  public void lost(AuditRecord.Revoked revoked) {
    if (Asking.current().isPresent()) {
      log(revoked);
    } else {
      Asking.run(revoked.by(), () -> log(revoked));
    }
    next.lost(revoked);
  }

  private static void log(AuditRecord.Revoked revoked) {
    Asker by = revoked.by();
    AuditLine line = new AuditLine("revoked").with("issuer", by.issuer());
    by.broker().ifPresent(broker -> line.with("broker", broker));
    by.proof().ifPresent(proof -> line.with("by", proof.sub()));
    revoked.grant().ifPresent(id -> line.with("grant", id));
    revoked.subject().ifPresent(sub -> line.with("sub", sub));
    line.saying("it holds, but its record in the audit is lost").write(LOG, Level.WARN);
  }
}
