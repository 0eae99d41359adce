package io.vouchsafe.rotation;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** The rotations of all issuers. One round is under way at a time. */
public final class Rotator implements AutoCloseable {
  private final List<Rotation> rotations;
  private final Runnable release;
  private final ReentrantLock underWay = new ReentrantLock();
  private volatile boolean closed;

  /**
   * @param release gives back what the rotations share, such as a login of their own; called by
   *     {@link #close}
   */
  public Rotator(List<Rotation> rotations, Runnable release) {
    this.rotations = List.copyOf(rotations);
    this.release = Objects.requireNonNull(release, "release");
  }

  /**
   * Checks every key of every issuer and does what is due. Blocks, and is meant for a virtual
   * thread.
   *
   * @return whether all that was due is done
   */
  boolean round() {
    underWay.lock();
    try {
      return closed || rotations.stream().map(Rotation::round).reduce(true, Boolean::logicalAnd);
    } finally {
      underWay.unlock();
    }
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
