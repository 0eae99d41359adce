package io.vouchsafe.audit;

import io.vouchsafe.audit.AuditRecord.Reason;
import io.vouchsafe.base.Asker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Records refusals: all of callers who proved who they are, and of strangers so many a minute for
 * each type of problem. The others are counted, and the next record of that type says how many they
 * were. Safe for many threads; never waits.
 */
public final class RecordedRefusals {
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
  private final int strangersPerMinute;
  private final LongAdder unrecorded;
  private final InstantSource clock;
  private final Map<String, Sample> samples = new ConcurrentHashMap<>();

  /**
   * @param strangersPerMinute as {@link AuditSettings} has it
   * @param unrecorded counts refusals that are not recorded
   */
  public RecordedRefusals(
      AuditSink sink, int strangersPerMinute, LongAdder unrecorded, InstantSource clock) {
    this.sink = Objects.requireNonNull(sink, "sink");
    this.strangersPerMinute = strangersPerMinute;
    this.unrecorded = Objects.requireNonNull(unrecorded, "unrecorded");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** A caller who proved who it is was refused. */
  public void ofCaller(Asker asker, Reason reason) {
    sink.offer(new AuditRecord.Refused(clock.instant(), asker, reason, 0));
  }

  /**
   * A stranger was refused.
   *
   * @param asker is asked for only where this one is recorded
   */
  public void ofStranger(Supplier<Asker> asker, Reason reason) {
    Sample sample = samples.computeIfAbsent(reason.type(), type -> new Sample());
    if (sample.takes(clock.millis(), strangersPerMinute)) {
      long skipped = sample.unrecorded.sumThenReset();
      sink.offer(new AuditRecord.Refused(clock.instant(), asker.get(), reason, skipped));
    } else {
      sample.unrecorded.increment();
      unrecorded.increment();
    }
  }
}
