package io.vouchsafe.rotation;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What is done again and again for all issuers: rotations, and the cleaning of revoked grants. One
 * round is under way at a time.
 */
public final class Rotator implements AutoCloseable {
  private final List<Rotation> rotations;
  private final List<RevocationCleaning> cleanings;
  private final List<OrganisationRotator> organisations;
  private final Runnable release;
  private final ReentrantLock underWay = new ReentrantLock();
  private volatile boolean closed;

  /** Of issuers that are configured one by one. */
  public Rotator(List<Rotation> rotations, List<RevocationCleaning> cleanings, Runnable release) {
    this(rotations, cleanings, List.of(), release);
  }

  /**
   * @param cleanings of the revoked grants of issuers, where there are any
   * @param organisations of templates
   * @param release gives back what the rotations share, such as a login of their own; called by
   *     {@link #close}
   */
  public Rotator(
      List<Rotation> rotations,
      List<RevocationCleaning> cleanings,
      List<OrganisationRotator> organisations,
      Runnable release) {
    this.organisations = List.copyOf(organisations);
    this.rotations = List.copyOf(rotations);
    this.cleanings = List.copyOf(cleanings);
    this.release = Objects.requireNonNull(release, "release");
  }

  /** Those of the organisations, which say how far they are. */
  public List<OrganisationRotator> organisations() {
    return organisations;
  }

  /** Checks the organisations whose turn has come, of all within {@code every}. */
  void step(Duration every) {
    organisations.forEach(it -> it.step(every));
  }

  /**
   * Does what {@link #round} does, and the same for all organisations.
   *
   * @return whether all that was due is done
   */
  boolean everything() {
    return round() & all(organisations, OrganisationRotator::all);
  }

  /**
   * Checks every key of every issuer that is configured one by one and does what is due, then
   * removes revocations that expired. Blocks, and is meant for a virtual thread.
   *
   * @return whether all that was due is done
   */
  boolean round() {
    underWay.lock();
    try {
      return closed
          || (all(rotations, Rotation::round) & all(cleanings, RevocationCleaning::round));
    } finally {
      underWay.unlock();
    }
  }

  private static <T> boolean all(List<T> parts, Predicate<T> round) {
    return parts.stream().map(round::test).reduce(true, Boolean::logicalAnd);
  }

  /** Lets a round that is under way end, and begins no other. */
  @Override
  public void close() {
    closed = true;
    organisations.forEach(OrganisationRotator::close);
    underWay.lock();
    try {
      release.run();
    } finally {
      underWay.unlock();
    }
  }
}
