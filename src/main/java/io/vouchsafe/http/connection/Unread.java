package io.vouchsafe.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.function.LongSupplier;

/** How long the peer of a connection has left an answer unread; belongs to its event loop. */
final class Unread {
  private final FlowStall flowStall = new FlowStall();

  /** Writes so far, and those of them that are waited for; 0 while none is. */
  private long writes;

  private long awaited;
  private long awaitedSince;

  /** Something was handed to the connection. */
  void wrote() {
    writes++;
  }

  /** What was handed over is on its way. */
  void flushed(Channel channel, LongSupplier nanoTime) {
    if (awaited == 0 && pending(channel) > 0) {
      await(nanoTime.getAsLong());
    }
  }

  private void await(long now) {
    awaited = writes;
    awaitedSince = now;
  }

  /** Writes that the peer has not made room for. */
  static int pending(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.size();
  }

  /** For how long nothing was read of what has no room; 0 if all has. */
  long nanos(Channel channel, long now) {
    return Math.max(inSocket(pending(channel), now), flowStall.nanos(channel.pipeline(), now));
  }

  private long inSocket(int pending, long now) {
    if (pending == 0) {
      awaited = 0;
    } else if (awaited == 0 || writes - pending >= awaited) {
      await(now);
    }
    return awaited > 0 ? now - awaitedSince : 0;
  }
}
