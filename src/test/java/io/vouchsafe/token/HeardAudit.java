package io.vouchsafe.token;

import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** An audit that keeps what it is told, in its order. */
public final class HeardAudit implements Audit {
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Consumer<PreparedToken> whenAsked;

  public HeardAudit() {
    this(token -> {});
  }

  /**
   * @param whenAsked is told as well, and may refuse
   */
  HeardAudit(Consumer<PreparedToken> whenAsked) {
    this.whenAsked = whenAsked;
  }

  /** The event of each, then the kind of a failure, or what was revoked. */
  public List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public void asked(PreparedToken token) {
    told.add("asked");
    whenAsked.accept(token);
  }

  @Override
  public void issued(PreparedToken token) {
    told.add("issued");
  }

  @Override
  public void failed(PreparedToken token, Problem problem) {
    told.add("failed " + problem.kind());
  }

  @Override
  public void mismatched(PreparedToken token) {
    told.add("mismatched");
  }

  @Override
  public void unavailable() {
    told.add("unavailable");
  }

  @Override
  public void revokedGrant(String grant, Instant until) {
    told.add("revoked " + grant);
  }

  @Override
  public void revokedWorkload(String subject, Instant until) {
    told.add("revoked " + subject);
  }
}
