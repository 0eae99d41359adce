package io.vouchsafe.rotation;

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
  private final Runnable release;
  private final ReentrantLock underWay = new ReentrantLock();
  private volatile boolean closed;

  /**
   * @param cleanings of the revoked grants of issuers, where there are any
   * @param release gives back what the rotations share, such as a login of their own; called by
   *     {@link #close}
   */
  public Rotator(List<Rotation> rotations, List<RevocationCleaning> cleanings, Runnable release) {
    this.rotations = List.copyOf(rotations);
    this.cleanings = List.copyOf(cleanings);
    this.release = Objects.requireNonNull(release, "release");
  }

  /**
   * Checks every key of every issuer and does what is due, then removes revocations that expired.
   * Blocks, and is meant for a virtual thread.
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
    underWay.lock();
    try {
      release.run();
    } finally {
      underWay.unlock();
    }
  }
}
