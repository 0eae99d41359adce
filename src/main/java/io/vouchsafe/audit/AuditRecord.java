package io.vouchsafe.audit;

import io.vouchsafe.base.Asker;
import io.vouchsafe.token.PreparedToken;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One event as the audit has it: ids, names and bounds, and never a token, a grant, a proof or a
 * signature. {@code docs/audit.md} has the members of each.
 */
public sealed interface AuditRecord {

  Instant time();

  /** The name of the event, such as {@code asked}. */
  String event();

  /** Who asked; of the start of a chain nobody. */
  default Optional<Asker> asker() {
    return Optional.empty();
  }

  /** Why there is no token, in the words of the problem document. */
  record Reason(String type, Optional<String> member) {
    public Reason {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(member, "member");
    }
  }

  /**
   * A chain begins, since an instance has started, or its file was moved away or could not be
   * written.
   *
   * @param version of the program
   */
  record Started(Instant time, String version) implements AuditRecord {
    @Override
    public String event() {
      return "started";
    }
  }

  /** An event in a request. */
  sealed interface OfRequest extends AuditRecord {
    Asker by();

    @Override
    default Optional<Asker> asker() {
      return Optional.of(by());
    }
  }

  /** A token or a grant is about to be signed. */
  record Asked(Instant time, Asker by, PreparedToken token) implements OfRequest {
    @Override
    public String event() {
      return "asked";
    }
  }

  /** An identity token was signed, verified and is on its way. */
  record Issued(Instant time, Asker by, PreparedToken token) implements OfRequest {
    @Override
    public String event() {
      return "issued";
    }
  }

  /** A grant was signed, verified and is on its way. */
  record Granted(Instant time, Asker by, PreparedToken token) implements OfRequest {
    @Override
    public String event() {
      return "granted";
    }
  }

  /** What was asked for was not signed, or was thrown away. */
  record Failed(Instant time, Asker by, PreparedToken token, Reason reason) implements OfRequest {
    @Override
    public String event() {
      return "failed";
    }
  }

  /**
   * A request, or one entry of a list, was refused: the fault is the caller's (4xx).
   *
   * @param unrecorded how many such refusals were counted and not recorded since the last one that
   *     was, see {@link RecordedRefusals}
   */
  record Refused(Instant time, Asker by, Reason reason, long unrecorded) implements OfRequest {
    @Override
    public String event() {
      return "refused";
    }
  }

  /**
   * A broker revoked a grant of its own, or all that it made so far for one workload.
   *
   * @param grant the grant's id, or empty
   * @param subject the workload's {@code sub}, or empty
   * @param until when the revocation is not needed any more
   */
  record Revoked(
      Instant time, Asker by, Optional<String> grant, Optional<String> subject, Instant until)
      implements OfRequest {
    @Override
    public String event() {
      return "revoked";
    }
  }
}
