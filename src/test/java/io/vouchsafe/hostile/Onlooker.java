package io.vouchsafe.hostile;

import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads one document again and again, each time over a new connection, as verifiers and balancers
 * do. An answer that is not 200 within five seconds is a failure.
 */
final class Onlooker implements AutoCloseable {
  private static final Duration HANGS = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final long NOTHING = Long.MIN_VALUE;
  private static final int FAILURES_KEPT = 100;

  private final String path;
  private final int port;
  private final Peer peer;
  private final AtomicLong slowest = new AtomicLong();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private volatile long begun = NOTHING;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().unstarted(this::run);

  private Onlooker(String path, int port, Peer peer) {
    this.path = path;
    this.port = port;
    this.peer = peer;
    thread.start();
  }

  static Onlooker ofJwks(Target target) {
    return new Onlooker("/.well-known/jwks.json", target.port(), Peer.number(2));
  }

  static Onlooker ofLiveness(Target target) {
    return new Onlooker("/q/health/live", target.managementPort(), Peer.number(3));
  }

  /** The longest that one reading took so far, the one under way counted. */
  Duration slowest() {
    long start = begun;
    long underWay = start == NOTHING ? 0 : System.nanoTime() - start;
    return Duration.ofNanos(Math.max(slowest.get(), underWay));
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  private void run() {
    while (isOn()) {
      begun = System.nanoTime();
      try (RawConnection connection = new RawConnection(peer.connect(port))) {
        connection.send(Wording.head("GET", path, "Connection: close"));
        int status =
            connection.answer(HANGS).orElseThrow(() -> new IOException("hung up")).status();
        if (status != 200) {
          failed("status " + status);
        }
      } catch (IOException e) {
        failed(e.toString());
      }
      slowest.accumulateAndGet(System.nanoTime() - begun, Math::max);
      begun = NOTHING;
    }
  }

  private void failed(String how) {
    if (failures.size() < FAILURES_KEPT) {
      failures.add(path + ": " + how);
    }
  }

  private boolean isOn() {
    try {
      return !ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join(HANGS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
