package io.vouchsafe.http.connection;

import io.vouchsafe.http.limit.Limit;
import io.vouchsafe.http.limit.Peers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The connections that are open, in all and by peer. Safe for use by several threads. */
final class Crowd {
  private final int max;
  private final int maxPerPeer;
  private final Predicate<InetAddress> exempt;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> byPeer = new ConcurrentHashMap<>();

  /**
   * @param exempt whose addresses are bounded only in all
   */
  Crowd(ConnectionSettings settings, Predicate<InetAddress> exempt) {
    this.max = settings.max();
    this.maxPerPeer = settings.maxPerPeer();
    this.exempt = Objects.requireNonNull(exempt, "exempt");
  }

  /**
   * Counts a connection, which {@link #leave} ends, unless there is no room for it.
   *
   * @return the limit that it meets; it is not counted then
   */
  Optional<Limit> enter(SocketAddress remote) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      return Optional.of(Limit.CONNECTIONS);
    }
    Optional<String> peer = peer(remote);
    if (peer.isPresent() && byPeer.merge(peer.get(), 1, Integer::sum) > maxPerPeer) {
      leave(remote);
      return Optional.of(Limit.CONNECTIONS_OF_PEER);
    }
    return Optional.empty();
  }

  void leave(SocketAddress remote) {
    open.decrementAndGet();
    peer(remote)
        .ifPresent(
            it -> byPeer.computeIfPresent(it, (same, count) -> count > 1 ? count - 1 : null));
  }

  private Optional<String> peer(SocketAddress remote) {
    return address(remote).filter(exempt.negate()).map(Peers::name);
  }

  private static Optional<InetAddress> address(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet
        ? Optional.ofNullable(inet.getAddress())
        : Optional.empty();
  }

  /** The name of a peer, whether or not it is exempt. */
  static String name(SocketAddress remote) {
    return address(remote).map(Peers::name).orElse("");
  }

  int open() {
    return open.get();
  }

  int peers() {
    return byPeer.size();
  }
}
