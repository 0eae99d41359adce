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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
  private volatile OrganisationProgress progress = OrganisationProgress.NONE;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Thread thread;

  /**
   * @param template its name in the configuration
   * @param work for an organisation; called once in each pass
   */
  public OrganisationRotator(
      String template,
      Organisations organisations,
      Function<String, Work> work,
      InstantSource clock) {
    this.template = Objects.requireNonNull(template, "template");
    this.organisations = Objects.requireNonNull(organisations, "organisations");
    this.work = Objects.requireNonNull(work, "work");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The name of the template in the configuration. */
  public String template() {
    return template;
  }

  public OrganisationProgress progress() {
    return progress;
  }

  /** Begins with the passes, each of which takes {@code every}; returns at once. */
  void start(Duration every) {
    thread =
        Thread.ofVirtual()
            .name("rotation-" + template)
            .start(
                () -> {
                  try {
                    while (true) {
                      pass(every);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  /**
   * Checks all of them at once.
   *
   * @return whether all that was due is done
   */
  boolean all() {
    try {
      List<String> names = organisations.list();
      progress = progress.begun(names.size());
      names.forEach(this::check);
      ended();
      return progress.failed() == 0;
    } catch (KeyNames.Fault fault) {
      failed(fault);
      return false;
    }
  }

  /** One pass, spread over {@code every}. */
  void pass(Duration every) throws InterruptedException {
    List<String> names = fromLast(listed());
    progress = progress.begun(names.size());
    if (names.isEmpty()) {
      pause(Jitter.around(every, 0.1));
    }
    long began = System.nanoTime();
    for (int i = 0; i < names.size(); i++) {
      sleepUntil(began + (long) (every.toNanos() * (double) i / names.size()));
      if (!check(names.get(i)) && !reachable()) {
        listed();
        i--;
        progress = progress.unchecked();
      }
    }
    if (!names.isEmpty()) {
      ended();
      sleepUntil(began + every.toNanos());
    }
  }

  private void sleepUntil(long nanoTime) throws InterruptedException {
    pause(Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())));
  }

  private void pause(Duration time) throws InterruptedException {
    if (closed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("closed");
    }
  }

  /** Waits until they can be listed. */
  private List<String> listed() throws InterruptedException {
    for (Duration wait = FIRST_WAIT; ; wait = wait.multipliedBy(2)) {
      try {
        return organisations.list();
      } catch (KeyNames.Fault fault) {
        failed(fault);
        pause(Jitter.around(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT, 0.1));
      }
    }
  }

  private boolean reachable() {
    try {
      organisations.list();
      return true;
    } catch (KeyNames.Fault fault) {
      return false;
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
          "rotating for organisation %s of issuer %s: unexpected failure (this is a bug); the next pass tries again",
          org,
          template);
    }
    progress = progress.checked(org, done);
    return done;
  }

  private void ended() {
    progress = progress.ended(clock.instant());
    LOG.infof(
        "issuer %s: checked the keys of %d organisations; for %d of them not all that was due could be done",
        template, progress.checked(), progress.failed());
  }

  /** Begins with no further organisation, and waits for the one that is being checked. */
  @Override
  public void close() {
    closed.countDown();
    Thread running = thread;
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
