package io.vouchsafe.http.connection;

import io.vouchsafe.http.Limit;

/** Is told of every limit that bit. Called on event loops: it must not block. */
@FunctionalInterface
public interface LimitEvents {
  /** A connection or a request was refused or ended because of {@code limit}. */
  void bit(Limit limit);
}
