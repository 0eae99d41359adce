package io.vouchsafe.issuer;

import io.vouchsafe.base.Jitter;
import io.vouchsafe.key.KeyNames;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Reads for the organisations of all templates: which there are, by one LIST each {@code refresh},
 * and the keys of those in use, as often. At most {@value #MOST_AT_ONCE} are read at a time, and of
 * those that were not in use {@value #FIRST_A_SECOND} a second, so that whoever asks for many costs
 * Vault a bounded rate. Safe for many threads.
 */
public final class OrganisationReader implements AutoCloseable {
  /** Organisations that are read at a time. */
  static final int MOST_AT_ONCE = 8;

  /** First readings of organisations that begin in a second, and as many at once. */
  static final int FIRST_A_SECOND = 100;

  /** Organisations that wait for their first reading. */
  static final int MOST_WAITING = 200;

  /** Lists of revoked grants, and keys of other regions, that are read in each at a time. */
  private static final int MOST_BESIDE = 4 * MOST_AT_ONCE;

  /** How long a first reading waits for what is read beside home's keys. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Logger LOG = Logger.getLogger(OrganisationReader.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final int MOST_DOUBLINGS = 10;
  private static final double JITTER = 0.1;
  private static final long A_SECOND = 1_000_000_000;

  private record Due(Organisations of, Organisation organisation, long at) {}

  private final List<Organisations> templates;
  private final KeyNames names;
  private final Runnable afterListing;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private final BesideReadings beside = new BesideReadings(MOST_BESIDE, PATIENCE);
  private final Queue<Due> first = new ArrayDeque<>();
  private final Queue<Due> again =
      new PriorityQueue<>((one, other) -> Long.signum(one.at() - other.at()));
  private final Thread lister;
  private final Thread dispatcher;
  private volatile boolean unlisted;
  private boolean firstIsNext = true;
  private int underWay;
  private double allowed = FIRST_A_SECOND;
  private long allowedAt = System.nanoTime();

  /**
   * @param templates at least one
   * @param afterListing runs after every list, good or not, on the reader's virtual thread
   */
  public OrganisationReader(
      List<Organisations> templates, KeyNames names, Duration refresh, Runnable afterListing) {
    this.templates = List.copyOf(templates);
    this.names = Objects.requireNonNull(names, "names");
    this.afterListing = Objects.requireNonNull(afterListing, "afterListing");
    this.lister =
        Thread.ofVirtual()
            .name("organisations")
            .unstarted(new Rereading("the organisations", this::list, refresh));
    this.dispatcher = Thread.ofVirtual().name("organisations-keys").unstarted(this::dispatch);
    this.templates.forEach(it -> it.readBy(this));
  }

  /** Begins to read; returns at once. May be called once. */
  public void start() {
    lister.start();
    dispatcher.start();
  }

  /** Lists the organisations once. */
  boolean list() {
    try {
      List<String> all = names.list();
      templates.forEach(it -> it.listed(all));
      if (unlisted) {
        unlisted = false;
        readWhatFailed();
      }
      return true;
    } catch (KeyNames.Fault fault) {
      unlisted = true;
      templates.forEach(it -> it.listingFailed(fault));
      return false;
    } finally {
      afterListing.run();
    }
  }

  /** Vault works again, so that keys that could not be read need not wait for their turn. */
  private void readWhatFailed() {
    lock.lock();
    try {
      List<Due> failed = again.stream().filter(it -> it.organisation().failures() > 0).toList();
      again.removeIf(it -> it.organisation().failures() > 0);
      long now = System.nanoTime();
      failed.forEach(it -> again.add(new Due(it.of(), it.organisation(), now)));
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a place for a first reading; false if there is none. */
  boolean take() {
    return waiting.tryAcquire();
  }

  void giveBack() {
    waiting.release();
  }

  /** Reads an organisation, for which a place was taken, as soon as it is its turn. */
  void readFirst(Organisations of, Organisation organisation) {
    lock.lock();
    try {
      first.add(new Due(of, organisation, System.nanoTime()));
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void dispatch() {
    try {
      while (true) {
        Due next = next();
        Thread.ofVirtual()
            .name("organisation-" + next.organisation().name())
            .start(() -> read(next));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the next one. */
  private Due next() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        long now = System.nanoTime();
        Due due = underWay < MOST_AT_ONCE ? poll(now) : null;
        if (due != null) {
          underWay++;
          return due;
        }
        await(now);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * First readings and those that are repeated take turns: whoever asks for many names must not
   * keep those in use from being read until their keys are too old to sign.
   */
  private Due poll(long now) {
    allowed =
        Math.min(FIRST_A_SECOND, allowed + FIRST_A_SECOND * (now - allowedAt) / (double) A_SECOND);
    allowedAt = now;
    boolean firstMay = !first.isEmpty() && allowed >= 1;
    boolean againIsDue = !again.isEmpty() && again.peek().at() - now <= 0;
    if (firstMay && (firstIsNext || !againIsDue)) {
      firstIsNext = false;
      allowed--;
      waiting.release();
      return first.poll();
    }
    firstIsNext = true;
    return againIsDue ? again.poll() : null;
  }

  private void await(long now) throws InterruptedException {
    long nanos = Long.MAX_VALUE;
    if (underWay < MOST_AT_ONCE) {
      if (!first.isEmpty()) {
        nanos = A_SECOND / FIRST_A_SECOND;
      }
      if (!again.isEmpty()) {
        nanos = Math.min(nanos, again.peek().at() - now);
      }
    }
    changed.awaitNanos(nanos);
  }

  private void read(Due due) {
    Organisation organisation = due.organisation();
    boolean over = false;
    try {
      over = due.of().drop(organisation);
      if (!over && due.of().readable(organisation)) {
        organisation.read(beside);
      }
    } catch (RuntimeException e) {
      LOG.errorf(
          e,
          "reading the keys of organisation %s: unexpected failure (this is a bug); it is tried"
              + " again",
          organisation.name());
    } finally {
      ended(due, over);
    }
  }

  private void ended(Due due, boolean over) {
    lock.lock();
    try {
      underWay--;
      if (!over) {
        long pause = Jitter.around(pause(due), JITTER).toNanos();
        again.add(new Due(due.of(), due.organisation(), System.nanoTime() + pause));
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private static Duration pause(Due due) {
    int failures = due.organisation().failures();
    Duration refresh = due.of().refresh();
    if (failures == 0) {
      return refresh;
    }
    Duration retry = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    return retry.compareTo(refresh) < 0 ? retry : refresh;
  }

  /** Ends the reading; does not wait for what is under way. */
  @Override
  public void close() {
    lister.interrupt();
    dispatcher.interrupt();
  }
}
