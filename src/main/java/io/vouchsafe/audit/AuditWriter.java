package io.vouchsafe.audit;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.base.WriteFault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes records on a thread of its own: those that come while a write is under way form the next
 * one, so a batch costs one write and an idle system waits for nothing. Each chain begins with a
 * {@link AuditRecord.Started}. After a failure, an {@link Error} too, the target is opened anew,
 * ten times a second at most while records come, once a second else. Safe for many threads, and
 * takes no lock.
 */
public final class AuditWriter implements AuditSink, AuditState, AutoCloseable {
  /** How long {@link #write} waits. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Characters of all records that wait; beyond them none is taken. */
  static final long MOST_WAITING = 16L << 20;

  private static final int MOST_OF_A_WRITE = 1 << 20;
  private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();
  private static final long BETWEEN_ATTEMPTS = Duration.ofMillis(100).toNanos();
  private static final Duration LAST_WRITES = Duration.ofSeconds(5);

  private static final String STUCK = "a write does not end";

  private final AuditTarget target;
  private final RecordJson json;
  private final String version;
  private final AuditEvents events;
  private final InstantSource clock;
  private final Queue<PendingRecord> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong waiting = new AtomicLong();
  private final Trouble<String> trouble;
  private final Thread thread;
  private Chain chain = Chain.NOTHING;
  private boolean open;
  private long attempted;
  private volatile boolean idle;
  private volatile boolean closed;
  private volatile Instant writingSince;

  AuditWriter(
      AuditTarget target,
      RecordJson json,
      String version,
      AuditEvents events,
      InstantSource clock) {
    this.target = Objects.requireNonNull(target, "target");
    this.json = Objects.requireNonNull(json, "json");
    this.version = Objects.requireNonNull(version, "version");
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.trouble = new Trouble<>(clock);
    this.attempted = System.nanoTime() - BETWEEN_ATTEMPTS;
    this.thread = Thread.ofPlatform().name("audit").daemon().unstarted(this::run);
  }

  /**
   * A writer to the file or the standard output of {@code settings}; {@link #start} begins.
   *
   * @param instance the name of this instance, which each record has
   * @param version of the program
   */
  public static AuditWriter of(
      AuditSettings settings,
      String instance,
      String version,
      AuditEvents events,
      InstantSource clock) {
    AuditTarget target =
        settings.file().<AuditTarget>map(FileTarget::new).orElseGet(StandardOutput::new);
    return new AuditWriter(target, new RecordJson(instance), version, events, clock);
  }

  /** Begins the chain, and tries it for as long as it cannot be begun. */
  public void start() {
    thread.start();
  }

  @Override
  public boolean write(AuditRecord record) {
    PendingRecord pending = pending(record);
    boolean written = add(pending) && pending.await(PATIENCE.toNanos());
    if (!written) {
      fault().map(Trouble.Row::reason).filter(STUCK::equals).ifPresent(events::failed);
    }
    return written;
  }

  @Override
  public void offer(AuditRecord record) {
    add(pending(record));
  }

  private PendingRecord pending(AuditRecord record) {
    return new PendingRecord(record, json.of(record));
  }

  private boolean add(PendingRecord pending) {
    if (closed || waiting.addAndGet(pending.size()) > MOST_WAITING) {
      if (!closed) {
        waiting.addAndGet(-pending.size());
      }
      lost(List.of(pending));
      return false;
    }
    queue.add(pending);
    if (idle) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  @Override
  public String target() {
    return target.name();
  }

  @Override
  public Optional<Trouble.Row<String>> fault() {
    Instant since = writingSince;
    Instant now = clock.instant();
    if (since != null && now.isAfter(since.plus(PATIENCE))) {
      return Optional.of(new Trouble.Row<>(STUCK, since, now));
    }
    return trouble.current();
  }

  /** Characters of the records that wait. */
  long waiting() {
    return waiting.get();
  }

  /** How many records wait. */
  int queued() {
    return queue.size();
  }

  private void run() {
    unending(this::begin);
    while (!closed || !queue.isEmpty()) {
      unending(this::writeNext);
    }
    target.close();
  }

  /** Not even a failure to say what failed ends the thread: then the next attempt says it. */
  private void unending(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      open = false;
    }
  }

  private void writeNext() {
    List<PendingRecord> batch = take();
    if (!batch.isEmpty()) {
      write(batch);
    } else if (!open && !closed) {
      begin();
    }
  }

  /** Waits for records, a second at most. */
  private List<PendingRecord> take() {
    idle = true;
    if (queue.isEmpty() && !closed) {
      LockSupport.parkNanos(this, LOOK_AGAIN);
    }
    idle = false;
    List<PendingRecord> batch = new ArrayList<>();
    long size = 0;
    for (PendingRecord next = queue.peek();
        next != null && size < MOST_OF_A_WRITE;
        next = queue.peek()) {
      queue.remove();
      size += next.size();
      if (next.take()) {
        batch.add(next);
      } else {
        lost(List.of(next));
      }
    }
    waiting.addAndGet(-size);
    return batch;
  }

  /** Opens the target and begins a chain, alone. */
  private void begin() {
    write(List.of());
  }

  private void write(List<PendingRecord> batch) {
    boolean written = false;
    try {
      written = attempt(batch);
    } finally {
      end(batch, written);
    }
  }

  private void end(List<PendingRecord> batch, boolean written) {
    if (!written) {
      lost(batch);
    }
    batch.forEach(pending -> pending.ended(written));
  }

  private void lost(List<PendingRecord> records) {
    events.lost(records.size());
    for (PendingRecord pending : records) {
      if (pending.record() instanceof AuditRecord.Revoked revoked) {
        events.lost(revoked);
      }
    }
  }

  private boolean attempt(List<PendingRecord> batch) {
    long now = System.nanoTime();
    if (trouble.current().isPresent() && now - attempted < BETWEEN_ATTEMPTS) {
      return false;
    }
    attempted = now;
    writingSince = clock.instant();
    try {
      ChainedLines lines = begun();
      batch.forEach(pending -> lines.add(pending.unended()));
      target.append(lines.octets());
      chain = lines.chain();
      open = true;
      trouble.worked();
      events.written(lines.count(), System.nanoTime() - now);
      return true;
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
      return false;
    } finally {
      writingSince = null;
    }
  }

  /** The lines that have to come first: the begin of a chain, or none. */
  private ChainedLines begun() throws IOException {
    if (open && !target.moved()) {
      return new ChainedLines(chain);
    }
    ChainedLines lines = new ChainedLines(target.open().map(Chain::endingWith).orElse(chain));
    lines.add(json.of(new AuditRecord.Started(clock.instant(), version)));
    return lines;
  }

  private void failed(Throwable e) {
    open = false;
    String reason = WriteFault.of(e);
    trouble.failed(reason);
    target.close();
    events.failed(reason);
  }

  /** Writes what came before, for five seconds at most, and closes the target. */
  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    LockSupport.unpark(thread);
    try {
      thread.join(LAST_WRITES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
