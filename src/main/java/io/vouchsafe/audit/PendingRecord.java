package io.vouchsafe.audit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** A record that waits to be written, and whoever waits with it. */
final class PendingRecord {
  private enum State {
    WAITING,
    TAKEN,
    GIVEN_UP
  }

  private final AuditRecord record;
  private final String unended;
  private final CompletableFuture<Boolean> written = new CompletableFuture<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  /**
   * @param unended the record without its last member and its end
   */
  PendingRecord(AuditRecord record, String unended) {
    this.record = record;
    this.unended = unended;
  }

  AuditRecord record() {
    return record;
  }

  String unended() {
    return unended;
  }

  int size() {
    return unended.length();
  }

  /** Whether it may be written now: from now on nobody gives it up. */
  boolean take() {
    return state.compareAndSet(State.WAITING, State.TAKEN);
  }

  void ended(boolean asWritten) {
    written.complete(asWritten);
  }

  /** Waits; a record that is not being written by then is given up. */
  boolean await(long nanos) {
    try {
      return written.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      state.compareAndSet(State.WAITING, State.GIVEN_UP);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      state.compareAndSet(State.WAITING, State.GIVEN_UP);
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
