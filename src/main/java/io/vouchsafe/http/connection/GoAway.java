package io.vouchsafe.http.connection;

import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The end of an HTTP/2 connection that costs its client no request (RFC 9113, 6.8). A first GOAWAY
 * refuses nothing: what the client sends until it has read it is answered. A second one names the
 * last stream that is answered, so that the client knows what it has to ask elsewhere. On a
 * connection that does not speak HTTP/2 nothing happens. Belongs to the event loop of one
 * connection.
 */
final class GoAway {
  private static final int ANY_STREAM = Integer.MAX_VALUE;

  private final LongSupplier nanoTime;
  private boolean begun;
  private boolean ended;
  private long endedAt;

  /**
   * @param nanoTime the time, as {@link System#nanoTime} gives it
   */
  GoAway(LongSupplier nanoTime) {
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
  }

  /**
   * Says that the connection will end, and names the last stream after {@code notice}; where that
   * is zero, at once, and without the first GOAWAY if that was not sent. Each is said once.
   */
  void say(ChannelPipeline pipeline, Duration notice) {
    ChannelHandlerContext http2 = pipeline.context(Http2ConnectionHandler.class);
    if (http2 == null || ended) {
      return;
    }
    if (notice.isZero()) {
      end(http2);
    } else if (!begun) {
      begin(http2, notice);
    }
  }

  private void begin(ChannelHandlerContext http2, Duration notice) {
    begun = true;
    // Netty is not told: it would refuse a stream by what it believes to have said
    handler(http2)
        .encoder()
        .frameWriter()
        .writeGoAway(http2, ANY_STREAM, NO_ERROR.code(), Unpooled.EMPTY_BUFFER, http2.newPromise());
    http2.flush();
    http2.executor().schedule(() -> end(http2), notice.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void end(ChannelHandlerContext http2) {
    if (ended || http2.isRemoved()) {
      return;
    }
    ended = true;
    endedAt = nanoTime.getAsLong();
    Http2ConnectionHandler handler = handler(http2);
    handler.goAway(
        http2,
        handler.connection().remote().lastStreamCreated(),
        NO_ERROR.code(),
        Unpooled.EMPTY_BUFFER,
        http2.newPromise());
    http2.flush();
  }

  /** Whether the client has known the last stream for {@code nanos}. */
  boolean endedFor(long nanos) {
    return ended && nanoTime.getAsLong() - endedAt >= nanos;
  }

  private static Http2ConnectionHandler handler(ChannelHandlerContext http2) {
    return (Http2ConnectionHandler) http2.handler();
  }
}
