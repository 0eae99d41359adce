package io.vouchsafe.http.connection;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vouchsafe.http.limit.Limit;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * Sees every accepted connection before the HTTP server does: closes it where there is no room for
 * it, else puts a {@link Guard} in front of it.
 */
@Sharable
final class AcceptHandler extends ChannelInboundHandlerAdapter {
  private static final int SMALLEST_PIECE = 512;
  private static final int FIRST_PIECE = 2 * 1024;
  private static final int LARGEST_PIECE = 16 * 1024;

  private final Crowd crowd;
  private final Rules rules;

  AcceptHandler(Crowd crowd, Rules rules) {
    this.crowd = Objects.requireNonNull(crowd, "crowd");
    this.rules = Objects.requireNonNull(rules, "rules");
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    if (!(accepted instanceof Channel connection) || admit(connection)) {
      ctx.fireChannelRead(accepted);
    }
  }

  /** Guards a connection; false if there is no room for it, and then it is closed. */
  boolean admit(Channel connection) {
    SocketAddress remote = connection.remoteAddress();
    Optional<Limit> refused = crowd.enter(remote);
    if (refused.isPresent()) {
      rules.events().bit(refused.get());
      connection.unsafe().closeForcibly();
      return false;
    }
    connection.closeFuture().addListener(closed -> crowd.leave(remote));
    readInSmallPieces(connection);
    connection.pipeline().addFirst(new Guard(rules, Crowd.name(remote)));
    return true;
  }

  /** One read gives one piece to the server, so that a guard can hold the next one. */
  private static void readInSmallPieces(Channel connection) {
    AdaptiveRecvByteBufAllocator pieces =
        new AdaptiveRecvByteBufAllocator(SMALLEST_PIECE, FIRST_PIECE, LARGEST_PIECE);
    connection.config().setRecvByteBufAllocator(pieces.maxMessagesPerRead(1));
  }
}
