package io.vouchsafe.http.connection;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamVisitor;

/**
 * How long an answer in HTTP/2 has waited for the peer's WINDOW_UPDATE (RFC 9113, 5.2): it is then
 * no write to the connection yet. Belongs to the event loop of one connection.
 */
final class FlowStall {
  private static final int NONE = 0;

  private int stream = NONE;
  private long since;

  /**
   * For how long the oldest answer that waits has been seen to wait; 0 if none waits.
   *
   * @param now nanoseconds
   */
  long nanos(ChannelPipeline pipeline, long now) {
    Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
    int oldest = handler == null ? NONE : oldest(handler);
    if (oldest != stream) {
      stream = oldest;
      since = now;
    }
    return stream == NONE ? 0 : now - since;
  }

  private static int oldest(Http2ConnectionHandler handler) {
    Oldest oldest = new Oldest(handler.encoder().flowController());
    try {
      handler.connection().forEachActiveStream(oldest);
    } catch (Http2Exception e) {
      return NONE;
    }
    return oldest.id;
  }

  private static final class Oldest implements Http2StreamVisitor {
    private final Http2RemoteFlowController flow;
    private int id = NONE;

    Oldest(Http2RemoteFlowController flow) {
      this.flow = flow;
    }

    @Override
    public boolean visit(Http2Stream stream) {
      if (flow.hasFlowControlled(stream) && (id == NONE || stream.id() < id)) {
        id = stream.id();
      }
      return true;
    }
  }
}
