package io.vouchsafe.rotation;

import io.vouchsafe.base.Jitter;
import io.vouchsafe.issuer.OrganisationProgress;
import io.vouchsafe.key.KeyNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Rotates for the organisations of one template: all of them in a pass, which is spread evenly over
 * the interval, and then again. Where Vault cannot be reached it waits, and goes on where it
 * stopped. A pass after a start begins anywhere, so that instances that start often see all of them
 * too.
 */
public final class OrganisationRotator implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.rotation");
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  /** Lists the organisations. */
  @FunctionalInterface
  public interface Organisations {
    /**
     * Their names, in order.
     *
     * @throws KeyNames.Fault if they cannot be listed
     */
    List<String> list() throws KeyNames.Fault;
  }

  /**
   * What is done for one organisation.
   *
   * @param cleaning of its revoked grants, where there are any
   */
  public record Work(Rotation rotation, Optional<RevocationCleaning> cleaning) {
    public Work {
      Objects.requireNonNull(rotation, "rotation");
      Objects.requireNonNull(cleaning, "cleaning");
    }

    private boolean round() {
      return rotation.round() & cleaning.map(RevocationCleaning::round).orElse(true);
    }
  }

  private final String template;
  private final Organisations organisations;
  private final Function<String, Work> work;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final ReentrantLock underWay = new ReentrantLock();
  private volatile OrganisationProgress progress = OrganisationProgress.NONE;
  private volatile boolean closed;
  private Optional<Pass> pass = Optional.empty();
  private Optional<Wait> waiting = Optional.empty();

  /** Those of one pass; the next one to be checked. */
  private final class Pass {
    private final List<String> names;
    private long began = nanoTime.getAsLong();
    private int next;

    Pass(List<String> names) {
      this.names = names;
    }

    boolean ended() {
      return next == names.size();
    }

    boolean isOver(Duration every) {
      return ended() && nanoTime.getAsLong() - began >= every.toNanos();
    }

    /** Whether the turn of the next one has come. */
    boolean due(Duration every) {
      return !ended() && nanoTime.getAsLong() - began >= share(every);
    }

    /** The time that was lost is no part of the pass. */
    void resume(Duration every) {
      began = nanoTime.getAsLong() - share(every);
    }

    private long share(Duration every) {
      return names.isEmpty() ? 0 : (long) (every.toNanos() * (double) next / names.size());
    }
  }

  /** Vault cannot be reached. */
  private final class Wait {
    private final Duration length;
    private final long until;

    Wait(Duration length) {
      this.length = length;
      this.until = nanoTime.getAsLong() + Jitter.around(length, 0.1).toNanos();
    }

    Wait longer() {
      Duration twice = length.multipliedBy(2);
      return new Wait(twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT);
    }

    boolean over() {
      return nanoTime.getAsLong() - until >= 0;
    }
  }

  /**
   * @param template its name in the configuration
   * @param work for an organisation; called once in each pass
   */
  public OrganisationRotator(
      String template,
      Organisations organisations,
      Function<String, Work> work,
      InstantSource clock) {
    this(template, organisations, work, clock, System::nanoTime);
  }

  /**
   * @param nanoTime by which turns and waits are measured, as {@link System#nanoTime} gives it
   */
  OrganisationRotator(
      String template,
      Organisations organisations,
      Function<String, Work> work,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.template = Objects.requireNonNull(template, "template");
    this.organisations = Objects.requireNonNull(organisations, "organisations");
    this.work = Objects.requireNonNull(work, "work");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
  }

  /** The name of the template in the configuration. */
  public String template() {
    return template;
  }

  public OrganisationProgress progress() {
    return progress;
  }

  /**
   * Checks those whose turn has come since the last step. Steps one after the other make passes,
   * each of which takes {@code every}, and the steps' own time.
   */
  void step(Duration every) {
    underWay.lock();
    try {
      if (!closed && reached(every)) {
        goOn(every);
      }
    } finally {
      underWay.unlock();
    }
  }

  /** Whether Vault can be reached, as far as is known, or is again. */
  private boolean reached(Duration every) {
    if (waiting.isEmpty()) {
      return true;
    }
    if (!waiting.get().over()) {
      return false;
    }
    boolean reachable = list().isPresent();
    waiting = reachable ? Optional.empty() : waiting.map(Wait::longer);
    if (reachable) {
      pass.ifPresent(it -> it.resume(every));
    }
    return reachable;
  }

  private void goOn(Duration every) {
    if (pass.filter(it -> !it.isOver(every)).isEmpty()) {
      pass = list().map(names -> new Pass(fromLast(names)));
      pass.ifPresentOrElse(
          it -> progress = progress.begun(it.names.size()),
          () -> waiting = Optional.of(new Wait(FIRST_WAIT)));
    }
    pass.ifPresent(it -> checkDue(it, every));
  }

  private void checkDue(Pass current, Duration every) {
    while (!closed && current.due(every)) {
      if (!check(current.names.get(current.next)) && list().isEmpty()) {
        progress = progress.unchecked();
        waiting = Optional.of(new Wait(FIRST_WAIT));
        return;
      }
      current.next++;
      if (current.ended()) {
        ended();
      }
    }
  }

  /**
   * Checks all of them at once.
   *
   * @return whether all that was due is done
   */
  boolean all() {
    Optional<List<String>> names = list();
    names.ifPresent(
        all -> {
          progress = progress.begun(all.size());
          all.forEach(this::check);
          ended();
        });
    return names.isPresent() && progress.failed() == 0;
  }

  /** Empty if they cannot be listed now. */
  private Optional<List<String>> list() {
    try {
      return Optional.of(organisations.list());
    } catch (KeyNames.Fault fault) {
      failed(fault);
      return Optional.empty();
    }
  }

  private void failed(KeyNames.Fault fault) {
    LOG.debugf(
        "issuer %s: the organisations cannot be listed for the rotation: %s; %s",
        template, fault.getMessage(), fault.remedy());
  }

  /** All of them, beginning after the one that was checked last. */
  private List<String> fromLast(List<String> names) {
    if (names.isEmpty()) {
      return names;
    }
    int from =
        progress.last().isEmpty()
            ? ThreadLocalRandom.current().nextInt(names.size())
            : after(names, progress.last());
    List<String> turned = new ArrayList<>(names);
    Collections.rotate(turned, -from);
    return turned;
  }

  private static int after(List<String> names, String last) {
    int found = Collections.binarySearch(names, last);
    return (found >= 0 ? found + 1 : -found - 1) % names.size();
  }

  private boolean check(String org) {
    boolean done = false;
    try {
      done = work.apply(org).round();
    } catch (RuntimeException e) {
      LOG.errorf(
          e,
          "rotating for organisation %s of issuer %s: unexpected failure (this is a bug); the next"
              + " pass tries again",
          org,
          template);
    }
    progress = progress.checked(org, done);
    return done;
  }

  private void ended() {
    progress = progress.ended(clock.instant());
    LOG.infof(
        "issuer %s: checked the keys of %d organisations; for %d of them not all that was due could"
            + " be done",
        template, progress.checked(), progress.failed());
  }

  /** Begins with no further organisation, and waits for the one that is being checked. */
  @Override
  public void close() {
    closed = true;
    underWay.lock();
    try {
      pass = Optional.empty();
    } finally {
      underWay.unlock();
    }
  }
}
