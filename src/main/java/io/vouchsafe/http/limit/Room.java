package io.vouchsafe.http.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Room for so many units at a time, such as tokens or octets, in all and by holder. One holder may
 * have at most as many as stay free, so that one who wants everything gets half and leaves half.
 * The last eighth is for holders who have little: those with one 256th of it or less, or one unit.
 * Safe for many threads; never waits.
 */
public final class Room {
  private static final int RESERVED_PART = 8;
  private static final int LITTLE_PART = 256;

  private final long most;
  private final long open;
  private final long little;
  private final AtomicLong taken = new AtomicLong();
  private final Map<String, Long> byHolder = new ConcurrentHashMap<>();

  /**
   * @param most units in all
   */
  public Room(long most) {
    this.most = most;
    this.open = most - most / RESERVED_PART;
    this.little = Math.max(1, most / LITTLE_PART);
  }

  /** What came of asking for room. */
  public enum Reply {
    TAKEN,
    /** There is not enough for anybody. */
    FULL,
    /** There is some, and the holder has its share. */
    SHARE_USED
  }

  /**
   * Takes {@code units} for {@code holder}, or nothing.
   *
   * @return whether they were taken; then they have to be given back
   */
  public Reply take(String holder, long units) {
    long before = taken.getAndAdd(units);
    if (before + units > most) {
      taken.addAndGet(-units);
      return Reply.FULL;
    }
    long held = byHolder.merge(holder, units, Long::sum);
    if (held > little && held > open - before) {
      giveBack(holder, units);
      return Reply.SHARE_USED;
    }
    return Reply.TAKEN;
  }

  /** Gives back what was taken. */
  public void giveBack(String holder, long units) {
    byHolder.computeIfPresent(holder, (name, held) -> held == units ? null : held - units);
    taken.addAndGet(-units);
  }

  /** Units that are taken. */
  public long taken() {
    return taken.get();
  }

  /** Holders that have any. */
  public int holders() {
    return byHolder.size();
  }

  /**
   * Takes room for {@code holder} bit by bit.
   *
   * @return has nothing yet
   */
  public Share share(String holder) {
    return new Share(holder);
  }

  /** What one piece of work takes of the room as it goes on; it costs the same however often. */
  public final class Share {
    private final String holder;
    private final ReentrantLock lock = new ReentrantLock();
    private long units;
    private boolean over;

    private Share(String holder) {
      this.holder = holder;
    }

    /**
     * Takes {@code more} units, or nothing.
     *
     * @return whether they were taken; once all was given back, nothing is
     */
    public Reply take(long more) {
      lock.lock();
      try {
        Reply reply = over ? Reply.FULL : Room.this.take(holder, more);
        units += reply == Reply.TAKEN ? more : 0;
        return reply;
      } finally {
        lock.unlock();
      }
    }

    /** Gives all of it back, for good. */
    public void giveBack() {
      lock.lock();
      try {
        if (units > 0) {
          Room.this.giveBack(holder, units);
          units = 0;
        }
        over = true;
      } finally {
        lock.unlock();
      }
    }
  }
}
