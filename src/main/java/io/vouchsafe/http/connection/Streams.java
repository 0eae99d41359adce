package io.vouchsafe.http.connection;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/** The bound on the streams of an HTTP/2 connection. */
final class Streams {
  /** What a client opens at most before it knows the bound (RFC 9113, 6.5.2 recommends no less). */
  private static final int UNTOLD = 100;

  private Streams() {}

  /**
   * Holds a client to {@code most} streams at a time once it has acknowledged our settings (RFC
   * 9113, 6.5.3), and until then, which is for ever with one who means harm, to a hundred: Netty
   * ends a connection whose client sends the body of a stream that was refused.
   */
  static void bound(ChannelPipeline pipeline, int most) {
    Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
    if (handler != null) {
      Http2Connection.Endpoint<?> client = handler.connection().remote();
      client.maxActiveStreams(Math.min(client.maxActiveStreams(), Math.max(most, UNTOLD)));
    }
  }
}
