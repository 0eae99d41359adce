package io.vouchsafe.testing;

import java.io.Closeable;
import java.io.IOException;

/** Ends of connections. */
final class Sockets {
  private Sockets() {}

  /** Closes a socket, or does nothing where it is gone, or null. */
  static void close(Closeable socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException alreadyGone) {
      // it is to be closed
    }
  }
}
