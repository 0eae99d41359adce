package io.vouchsafe.signing;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * The lanes of one algorithm, one for each key version that has digests waiting. One bound holds
 * for the calls of all lanes together, and lanes take turns under it. Safe for many threads.
 */
final class LaneGroup {
  /** One part in so many of the room is kept for those who asked for it and are on their way. */
  private static final int ON_THEIR_WAY = 8;

  /** A digest may wait for one half of its time; the other half is for its call. */
  private static final int WAITING_SHARE = 2;

  private static final int SMOOTHING = 8;

  /** A key version, by which digests are grouped. */
  record Version(String keyName, int number) {
    static Version of(SigningChoice.Ready key) {
      return new Version(key.key().name(), key.version().number());
    }

    static Version of(TransitPrivateKey key) {
      return new Version(key.keyName(), key.version().number());
    }
  }

  private static final class Lane {
    private final Version version;
    private final KeyRole role;
    private final CallerShares shares;
    private final WaitingDigests waiting = new WaitingDigests();
    private int underWay;
    private boolean inLine;

    Lane(Version version, KeyRole role, SigningSettings.Lane bounds) {
      this.version = version;
      this.role = role;
      this.shares = new CallerShares(bounds, System::nanoTime);
    }
  }

  private record Call(Lane lane, List<PendingDigest> batch) {}

  private final SigningSettings.Lane bounds;
  private final int maxWaiting;
  private final Duration patience;
  private final Function<List<PendingDigest>, Runnable> signing;
  private final Executor threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Version, Lane> lanes = new ConcurrentHashMap<>();
  private final Deque<Lane> line = new ArrayDeque<>();
  private int callsLeft;
  private volatile long callNanos;

  /**
   * @param mostCalls the most calls under way at once in all lanes together
   * @param patience how long a caller waits who has not begun to
   * @param signing makes one call; what it returns hands out the results
   * @param threads runs each call that no caller's thread can make
   */
  LaneGroup(
      SigningSettings.Lane bounds,
      int maxWaiting,
      int mostCalls,
      Duration patience,
      Function<List<PendingDigest>, Runnable> signing,
      Executor threads) {
    this.bounds = Objects.requireNonNull(bounds, "bounds");
    this.maxWaiting = maxWaiting;
    this.callsLeft = mostCalls;
    this.patience = Objects.requireNonNull(patience, "patience");
    this.signing = Objects.requireNonNull(signing, "signing");
    this.threads = Objects.requireNonNull(threads, "threads");
  }

  /**
   * Adds digests of one request. Where there is no room, digests of this or of another request fail
   * at once.
   *
   * @return the call that has to be made for exactly these, where they can go at once: on the
   *     caller's thread, which would only wait for it
   */
  Optional<Runnable> add(Version version, List<PendingDigest> wave) {
    List<PendingDigest> out;
    List<Call> next;
    lock.lock();
    try {
      KeyRole role = wave.getFirst().key().role();
      Lane lane = lanes.computeIfAbsent(version, it -> new Lane(it, role, bounds));
      wave.forEach(pending -> lane.shares.came(pending.caller()));
      Duration left = wave.getFirst().key().deadline().remaining();
      out = lane.waiting.add(wave, room(patience), room(left));
      next = next(lane);
    } finally {
      lock.unlock();
    }
    out.forEach(pending -> pending.failed(Problem.full()));
    if (next.size() == 1 && next.getFirst().batch().equals(wave)) {
      return Optional.of(() -> run(next.getFirst()));
    }
    next.forEach(this::start);
    return Optional.empty();
  }

  /**
   * Whether there is no room for a digest of {@code caller}. Takes no lock; the answer may be older
   * than a digest that comes or goes meanwhile.
   *
   * @param patience how long the caller waits
   */
  boolean full(Version version, String caller, Duration patience) {
    Lane lane = lanes.get(version);
    if (lane == null) {
      return false;
    }
    int room = room(patience);
    return lane.waiting.full(caller, room - room / ON_THEIR_WAY);
  }

  /** Ends the waiting of all digests for which no call is under way, with {@code why}. */
  void giveBack(Problem why) {
    List<PendingDigest> out;
    lock.lock();
    try {
      out = lanes.values().stream().flatMap(lane -> lane.waiting.takeAll().stream()).toList();
      line.forEach(lane -> lane.inLine = false);
      line.clear();
      lanes.values().removeIf(lane -> lane.underWay == 0);
    } finally {
      lock.unlock();
    }
    out.forEach(pending -> pending.failed(why));
  }

  /** How many digests of keys in {@code role} wait for a call. */
  int waiting(KeyRole role) {
    return sum(role, lane -> lane.waiting.size());
  }

  /** How many calls of keys in {@code role} are under way. */
  int underWay(KeyRole role) {
    return sum(role, lane -> lane.underWay);
  }

  private int sum(KeyRole role, ToIntFunction<Lane> number) {
    lock.lock();
    try {
      return lanes.values().stream().filter(it -> it.role == role).mapToInt(number).sum();
    } finally {
      lock.unlock();
    }
  }

  /** The most digests that may wait so that the last of them is still signed in time. */
  private int room(Duration patience) {
    long nanosOfACall = callNanos;
    if (nanosOfACall == 0) {
      return maxWaiting;
    }
    long time = patience.toNanos() / WAITING_SHARE;
    long full = (long) bounds.batch() * bounds.calls();
    return (int) Math.clamp(time / nanosOfACall * full, Math.min(full, maxWaiting), maxWaiting);
  }

  /** Returns the calls that can be made now; the lock must be held. */
  private List<Call> next(Lane changed) {
    standInLine(changed);
    List<Call> calls = new ArrayList<>(1);
    while (callsLeft > 0 && !line.isEmpty()) {
      Lane lane = line.removeFirst();
      lane.inLine = false;
      List<PendingDigest> batch = lane.waiting.take(bounds.batch(), lane.shares::ofNextCall);
      if (!batch.isEmpty()) {
        lane.underWay++;
        lane.shares.began(batch);
        callsLeft--;
        calls.add(new Call(lane, batch));
      }
      if (!batch.isEmpty() || lane.waiting.isEmpty()) {
        standInLine(lane);
      }
    }
    return calls;
  }

  private void standInLine(Lane lane) {
    if (lane.waiting.isEmpty()) {
      if (lane.underWay == 0) {
        lanes.remove(lane.version, lane);
      }
    } else if (!lane.inLine && lane.underWay < bounds.calls()) {
      lane.inLine = true;
      line.addLast(lane);
    }
  }

  private void start(Call call) {
    threads.execute(() -> run(call));
  }

  private static long smoothed(long before, long took) {
    return before == 0 ? took : before + (took - before) / SMOOTHING;
  }

  private void run(Call call) {
    long begun = System.nanoTime();
    Runnable outcome = signing.apply(call.batch());
    long took = System.nanoTime() - begun;
    List<Call> next;
    lock.lock();
    try {
      callNanos = smoothed(callNanos, took);
      callsLeft++;
      call.lane().underWay--;
      call.lane().shares.ended(call.batch());
      next = next(call.lane());
    } finally {
      lock.unlock();
    }
    next.forEach(this::start);
    outcome.run();
  }
}
