package io.vouchsafe.signing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Digests of one request, which are signed together: they go to their lanes at once, as soon as
 * each place was used or closed. Safe for many threads.
 */
final class DigestWave {
  private final SigningRegions regions;
  private final List<PendingDigest> handedIn = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private int missing;

  DigestWave(SigningRegions regions, int places) {
    this.regions = Objects.requireNonNull(regions, "regions");
    this.missing = places;
  }

  Place place() {
    return new Place();
  }

  /** The place of one digest; for one thread. */
  final class Place implements DigestSigner, AutoCloseable {
    private boolean over;

    @Override
    public byte[] sign(TransitPrivateKey key, byte[] digest) {
      PendingDigest pending = new PendingDigest(key, digest);
      over = true;
      settle(pending);
      return pending.await();
    }

    @Override
    public void close() {
      if (!over) {
        over = true;
        settle(null);
      }
    }
  }

  private void settle(PendingDigest pending) {
    boolean whole;
    lock.lock();
    try {
      if (pending != null) {
        handedIn.add(pending);
      }
      whole = --missing == 0;
    } finally {
      lock.unlock();
    }
    if (whole) {
      regions.add(handedIn);
    }
  }
}
