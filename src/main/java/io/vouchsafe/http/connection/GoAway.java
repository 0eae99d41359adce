package io.vouchsafe.http.connection;

import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The end of an HTTP/2 connection that costs its client no request (RFC 9113, 6.8). A first GOAWAY
 * refuses nothing: what the client sends until it has read it is answered. A second one names the
 * last stream that is answered, so that the client knows what it has to ask elsewhere. It is said
 * when no request is under way: Netty ends a connection whose client sends more of a stream that
 * was refused, and every answer with it. On a connection that does not speak HTTP/2 nothing
 * happens. Belongs to the event loop of one connection.
 */
final class GoAway {
  private static final int ANY_STREAM = Integer.MAX_VALUE;

  private final LongSupplier nanoTime;
  private final BooleanSupplier busy;
  private boolean begun;
  private boolean due;
  private boolean ended;
  private long endedAt;

  /**
   * @param nanoTime the time, as {@link System#nanoTime} gives it
   * @param busy whether a request is under way
   */
  GoAway(LongSupplier nanoTime, BooleanSupplier busy) {
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    this.busy = Objects.requireNonNull(busy, "busy");
  }

  /**
   * Says that the connection will end, and names the last stream after {@code notice} and when no
   * request is under way; where that is now, without the first GOAWAY if that was not sent. Each is
   * said once.
   */
  void say(ChannelPipeline pipeline, Duration notice) {
    ChannelHandlerContext http2 = pipeline.context(Http2ConnectionHandler.class);
    if (http2 == null || ended) {
      return;
    }
    if (!begun && (!notice.isZero() || busy.getAsBoolean())) {
      begin(http2);
      http2.executor().schedule(() -> fallDue(http2), notice.toNanos(), TimeUnit.NANOSECONDS);
    } else if (notice.isZero()) {
      fallDue(http2);
    }
  }

  private void fallDue(ChannelHandlerContext http2) {
    due = true;
    end(http2);
  }

  /** No request is under way any more. */
  void idle(ChannelPipeline pipeline) {
    ChannelHandlerContext http2 =
        due && !ended ? pipeline.context(Http2ConnectionHandler.class) : null;
    if (http2 != null) {
      end(http2);
    }
  }

  private void begin(ChannelHandlerContext http2) {
    begun = true;
    // Netty is not told: it would refuse a stream by what it believes to have said
    handler(http2)
        .encoder()
        .frameWriter()
        .writeGoAway(http2, ANY_STREAM, NO_ERROR.code(), Unpooled.EMPTY_BUFFER, http2.newPromise());
    http2.flush();
  }

  private void end(ChannelHandlerContext http2) {
    if (ended || busy.getAsBoolean() || http2.isRemoved()) {
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
