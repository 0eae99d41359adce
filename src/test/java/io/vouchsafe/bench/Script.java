package io.vouchsafe.bench;

import java.util.List;
import java.util.function.IntFunction;

/**
 * What each connection sends.
 *
 * @param name the same for scripts that make the service do the same
 * @param next the bytes of the next request of a connection, by its number
 */
record Script(String name, IntFunction<byte[]> next) {
  /** The same request, over and over. */
  static Script of(String name, byte[] request) {
    return new Script(name, _ -> request);
  }

  /** Connections that play several callers: each is one of them, in turn. */
  static Script of(String name, List<byte[]> callers) {
    return new Script(name, connection -> callers.get(connection % callers.size()));
  }

  byte[] next(int connection) {
    return next.apply(connection);
  }
}
