package io.vouchsafe.http.limit;

/** Learns how often each limit of the front door held somebody back. */
@FunctionalInterface
public interface LimitEvents {
  /** The limit held one connection, request or token back; on any thread. */
  void bit(Limit limit);
}
