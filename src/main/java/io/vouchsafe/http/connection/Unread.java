package io.vouchsafe.http.connection;

/** How long the peer of a connection has left an answer unread; belongs to its event loop. */
final class Unread {
  /** Writes so far, and those of them that are waited for; 0 while none is. */
  private long writes;

  private long awaited;
  private long awaitedSince;

  /** Something was handed to the connection. */
  void wrote() {
    writes++;
  }

  /** What was handed over is on its way; {@code pending} writes have no room yet. */
  void flushed(int pending, long now) {
    if (awaited == 0 && pending > 0) {
      await(now);
    }
  }

  private void await(long now) {
    awaited = writes;
    awaitedSince = now;
  }

  /** For how long nothing was read of what has no room; 0 if all has. */
  long nanos(int pending, long now) {
    if (pending == 0) {
      awaited = 0;
    } else if (awaited == 0 || writes - pending >= awaited) {
      await(now);
    }
    return awaited > 0 ? now - awaitedSince : 0;
  }
}
