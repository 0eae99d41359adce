package io.vouchsafe.audit;

import io.vouchsafe.audit.AuditRecord.Reason;
import io.vouchsafe.base.Asker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Records refusals. Each is recorded that decides what a caller who proved who it is may have, up
 * to {@value #DECISIONS_PER_MINUTE} a minute of each type. Of the others, so many a minute are
 * recorded for each type of problem: of strangers, and by themselves of known callers whose
 * credentials are no longer good or who ask for too much, since a flood of either costs whoever
 * makes it nothing. The rest is counted, and the next such record says how many they were. Safe for
 * many threads; never waits.
 */
public final class RecordedRefusals {
  /** The types of problems that say what a known caller may have. */
  private static final Set<String> DECISIONS =
      Set.of("invalid-request", "forbidden", "not-found", "method-not-allowed", "no-room");

  /** Of each type: more than any caller in its right mind makes, and no disk's end. */
  private static final int DECISIONS_PER_MINUTE = 1000;

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  /** So many were refused in the minute that began then; more than are recorded are not counted. */
  private record Minute(long begun, int refused) {
    boolean ended(long now) {
      return now - begun >= MINUTE || now < begun;
    }

    Minute withOneMore() {
      return new Minute(begun, refused + 1);
    }
  }

  private static final class Sample {
    private final LongAdder unrecorded = new LongAdder();
    private final AtomicReference<Minute> minute = new AtomicReference<>(new Minute(-MINUTE, 0));

    /** Whether one more may be recorded in the minute that {@code now} is in. */
    boolean takes(long now, int most) {
      Minute current = minute.get();
      return (current.ended(now) || current.refused() <= most)
          && minute
                  .updateAndGet(it -> it.ended(now) ? new Minute(now, 1) : it.withOneMore())
                  .refused()
              <= most;
    }
  }

  private final AuditSink sink;
  private final int perMinute;
  private final LongAdder unrecorded;
  private final InstantSource clock;
  private final Map<String, Sample> strangers = new ConcurrentHashMap<>();
  private final Map<String, Sample> callers = new ConcurrentHashMap<>();

  /**
   * @param perMinute as {@link AuditSettings#strangersPerMinute} has it
   * @param unrecorded counts refusals that are not recorded
   */
  public RecordedRefusals(
      AuditSink sink, int perMinute, LongAdder unrecorded, InstantSource clock) {
    this.sink = Objects.requireNonNull(sink, "sink");
    this.perMinute = perMinute;
    this.unrecorded = Objects.requireNonNull(unrecorded, "unrecorded");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** A caller who proved who it is was refused. */
  public void ofCaller(Asker asker, Reason reason) {
    int most = DECISIONS.contains(reason.type()) ? DECISIONS_PER_MINUTE : perMinute;
    sampled(callers, () -> asker, reason, most);
  }

  /**
   * A stranger was refused.
   *
   * @param asker is asked for only where this one is recorded
   */
  public void ofStranger(Supplier<Asker> asker, Reason reason) {
    sampled(strangers, asker, reason, perMinute);
  }

  private void sampled(
      Map<String, Sample> samples, Supplier<Asker> asker, Reason reason, int most) {
    Sample sample = samples.computeIfAbsent(reason.type(), type -> new Sample());
    if (sample.takes(clock.millis(), most)) {
      long skipped = sample.unrecorded.sumThenReset();
      sink.offer(new AuditRecord.Refused(clock.instant(), asker.get(), reason, skipped));
    } else {
      sample.unrecorded.increment();
      unrecorded.increment();
    }
  }
}
