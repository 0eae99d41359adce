package io.vouchsafe.http.connection;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/** The bound on the streams of an HTTP/2 connection. */
final class Streams {
  private Streams() {}

  /**
   * Holds a client to {@code most} streams at a time from now on; a further one is refused. Netty
   * itself waits until the client has acknowledged our settings (RFC 9113, 6.5.3), which one who
   * means harm never does.
   */
  static void bound(ChannelPipeline pipeline, int most) {
    Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
    if (handler != null) {
      handler.connection().remote().maxActiveStreams(most);
    }
  }
}
