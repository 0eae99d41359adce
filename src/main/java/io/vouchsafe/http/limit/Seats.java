package io.vouchsafe.http.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** So many seats at a time, in all and for each holder. Safe for many threads; never waits. */
public final class Seats {
  private final int together;
  private final int each;
  private final AtomicInteger taken = new AtomicInteger();
  private final Map<String, Integer> byHolder = new ConcurrentHashMap<>();

  /**
   * @param together in all
   * @param each for one holder
   */
  public Seats(int together, int each) {
    this.together = together;
    this.each = each;
  }

  /**
   * Takes a seat for {@code holder}.
   *
   * @return whether it was taken; then it has to be given back
   */
  public Room.Reply take(String holder) {
    if (taken.getAndIncrement() >= together) {
      taken.decrementAndGet();
      return Room.Reply.FULL;
    }
    if (byHolder.merge(holder, 1, Integer::sum) > each) {
      giveBack(holder);
      return Room.Reply.SHARE_USED;
    }
    return Room.Reply.TAKEN;
  }

  /** Gives one back. */
  public void giveBack(String holder) {
    byHolder.computeIfPresent(holder, (name, held) -> held == 1 ? null : held - 1);
    taken.decrementAndGet();
  }

  /** Seats that are taken. */
  public int taken() {
    return taken.get();
  }
}
