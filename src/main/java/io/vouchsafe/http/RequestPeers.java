package io.vouchsafe.http;

import io.vertx.core.http.HttpServerRequest;
import io.vouchsafe.http.limit.Peers;
import java.net.InetAddress;
import java.util.Objects;

/** Who is at the other end of a request, as {@link Peers} names it. */
record RequestPeers(Peers peers) {
  RequestPeers {
    Objects.requireNonNull(peers, "peers");
  }

  String of(HttpServerRequest request) {
    return peers.of(
        InetAddress.ofLiteral(request.remoteAddress().hostAddress()),
        request.headers().getAll("Forwarded"),
        request.headers().getAll("X-Forwarded-For"));
  }
}
