package io.vouchsafe.base;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether something that many parts of the service need works, as few lines: one when it begins to
 * fail, one a minute while it does, one when it works again, however many parts and requests it
 * hits.
 *
 * <p>It is over when every part that failed has worked for ten seconds, or was not needed for a
 * minute: what works one time and fails the next is one outage. It lasted until the last part
 * worked again. Safe for many threads; a report of what works costs one read of a variable where
 * nothing fails.
 */
public final class Outage {
  /** Where the lines go. */
  public interface Report {
    /** It has begun, or goes on. */
    void failing(String line);

    void over(String line);
  }

  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
  private static final Duration UNNEEDED = Duration.ofMinutes(1);
  private static final Duration CALM = Duration.ofSeconds(10);
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);
  private static final int MOST_NAMED = 8;
  private static final int MOST_KEPT = 100;

  private record Failing(String reason, Instant last, boolean asNeeded) {}

  private final String name;
  private final String hit;
  private final InstantSource clock;
  private final Report report;
  private final Executor watchers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Failing> parts = new TreeMap<>();
  private final Set<String> met = new LinkedHashSet<>();
  private volatile boolean on;
  private Instant began = Instant.MIN;
  private Instant last = Instant.MIN;
  private Instant lastLine = Instant.MIN;
  private long hits;
  private long hitsSinceLine;

  /**
   * @param name of what fails, which a line begins with
   * @param hit what is counted, such as "tokens not issued"
   */
  public Outage(String name, String hit, InstantSource clock, Report report) {
    this(name, hit, clock, report, Outage::startWatcher);
  }

  /**
   * The same, watched elsewhere.
   *
   * @param watchers run what writes the lines that time brings, for as long as an outage is on
   */
  public Outage(String name, String hit, InstantSource clock, Report report, Executor watchers) {
    this.name = Objects.requireNonNull(name, "name");
    this.hit = Objects.requireNonNull(hit, "hit");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.report = Objects.requireNonNull(report, "report");
    this.watchers = Objects.requireNonNull(watchers, "watchers");
  }

  private static void startWatcher(Runnable watch) {
    Thread.ofVirtual().name("outage").inheritInheritableThreadLocals(false).start(watch);
  }

  /** Whether it has begun and is not over. */
  public boolean on() {
    return on;
  }

  /** The parts that fail now. */
  public Set<String> failing() {
    lock.lock();
    try {
      return Set.copyOf(parts.keySet());
    } finally {
      lock.unlock();
    }
  }

  /**
   * A part that is tried again and again by itself failed; it fails until it {@link #worked}.
   *
   * @param reason what is wrong, and after a semicolon what mends it, where that is known
   */
  public void failed(String part, String reason) {
    failed(part, reason, 0, false);
  }

  /**
   * A part that is tried when somebody needs it failed.
   *
   * @param hit how many of what this outage counts failed with it
   */
  public void failedWhenNeeded(String part, String reason, int hit) {
    failed(part, reason, hit, true);
  }

  private void failed(String part, String reason, int hit, boolean asNeeded) {
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(reason, "reason");
    lock.lock();
    try {
      Instant now = clock.instant();
      last = now;
      hits += hit;
      hitsSinceLine += hit;
      parts.put(part, new Failing(reason, now, asNeeded));
      meet(cause(reason));
      if (!on) {
        on = true;
        began = now;
        write(now, "%s: outage began: %s (%s)".formatted(name, reason, part));
        watchers.execute(this::watch);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Of two causes of which one only says more, that one is kept. */
  private void meet(String cause) {
    if (met.stream().noneMatch(known -> known.startsWith(cause)) && met.size() < MOST_KEPT) {
      met.removeIf(cause::startsWith);
      met.add(cause);
    }
  }

  /** What this outage counts was hit {@code times}, by a part that is known to fail. */
  public void hit(int times) {
    if (!on) {
      return;
    }
    lock.lock();
    try {
      hits += times;
      hitsSinceLine += times;
    } finally {
      lock.unlock();
    }
  }

  /** One of what was counted was not hit after all. */
  public void spared() {
    if (!on) {
      return;
    }
    lock.lock();
    try {
      hits = Math.max(0, hits - 1);
      hitsSinceLine = Math.max(0, hitsSinceLine - 1);
    } finally {
      lock.unlock();
    }
  }

  /** A part works. */
  public void worked(String part) {
    if (!on) {
      return;
    }
    lock.lock();
    try {
      if (parts.remove(part) != null) {
        last = clock.instant();
      }
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    while (on) {
      try {
        Thread.sleep(BETWEEN_CHECKS);
      } catch (InterruptedException e) {
        return;
      }
      check();
    }
  }

  /** Writes the line that is due. */
  void check() {
    lock.lock();
    try {
      Instant now = clock.instant();
      if (!on) {
        return;
      }
      parts.values().removeIf(part -> part.asNeeded() && !now.isBefore(part.last().plus(UNNEEDED)));
      if (parts.isEmpty() && !now.isBefore(last.plus(CALM))) {
        end();
      } else if (!now.isBefore(lastLine.plus(BETWEEN_LINES))) {
        write(
            now,
            "%s: outage goes on after %s: %s%s"
                .formatted(name, InWords.time(Duration.between(began, now)), reasons(), counted()));
      }
    } finally {
      lock.unlock();
    }
  }

  private void write(Instant now, String line) {
    report.failing(line);
    lastLine = now;
    hitsSinceLine = 0;
  }

  private void end() {
    report.over(
        "%s: outage over after %s: %s%s"
            .formatted(
                name,
                InWords.time(Duration.between(began, last)),
                first(met, "; "),
                hits == 0 ? "" : "; %d %s".formatted(hits, hit)));
    on = false;
    met.clear();
    hits = 0;
    hitsSinceLine = 0;
  }

  /** A reason without what mends it. */
  private static String cause(String reason) {
    int remedy = reason.indexOf("; ");
    return remedy < 0 ? reason : reason.substring(0, remedy);
  }

  private String counted() {
    return hitsSinceLine == 0 ? "" : "; %d %s since the last line".formatted(hitsSinceLine, hit);
  }

  private String reasons() {
    if (parts.isEmpty()) {
      return "it works now and then";
    }
    Map<String, TreeSet<String>> byReason = new TreeMap<>();
    parts.forEach(
        (part, failing) ->
            byReason.computeIfAbsent(failing.reason(), same -> new TreeSet<>()).add(part));
    return first(
        byReason.entrySet().stream()
            .map(entry -> "%s (%s)".formatted(entry.getKey(), first(entry.getValue(), ", ")))
            .toList(),
        "; ");
  }

  private static String first(Collection<String> texts, String between) {
    String named = texts.stream().limit(MOST_NAMED).collect(joining(between));
    int more = texts.size() - MOST_NAMED;
    return more > 0 ? named + between + more + " more" : named;
  }
}
