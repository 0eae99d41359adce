package io.vouchsafe.http.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Hands on one request of a connection in HTTP/1 after the other (RFC 9112, 9.3.2): what comes
 * behind a request waits here until that is answered. A request that waits in Vert.x keeps it from
 * telling the one under way that their client has left.
 *
 * <p>Belongs to the event loop of its connection.
 */
final class Pipelined extends ChannelInboundHandlerAdapter {
  /** Octets that may come behind a request: few clients send a next one so soon. */
  static final int MOST = 4 * 1024;

  private final Queue<Object> behind = new ArrayDeque<>(1);
  private final Runnable noLongerAhead;
  private ChannelHandlerContext context;
  private int room = MOST;
  private boolean underWay;
  private boolean whole;

  /**
   * @param noLongerAhead runs when all that waited was handed on
   */
  Pipelined(Runnable noLongerAhead) {
    this.noLongerAhead = noLongerAhead;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** The request is under way whose head came through {@code pipeline} right now. */
  void begun(ChannelPipeline pipeline) {
    if (context == null) {
      VertxInternals.addBeforeRequests(pipeline, this);
    }
    underWay = true;
  }

  /** The request under way was answered. */
  void ended() {
    underWay = false;
    if (behind.isEmpty()) {
      room = MOST;
    } else {
      context.executor().execute(this::handOn);
    }
  }

  /** Octets came, from which messages may follow. */
  void came(int octets) {
    if (underWay && whole) {
      room -= octets;
    }
  }

  /** Whether the client has sent more than there is use for. */
  boolean isAhead() {
    return room <= 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (behind.isEmpty() && !isBehind()) {
      handOn(message);
    } else {
      behind.add(message);
    }
  }

  private boolean isBehind() {
    return underWay && whole;
  }

  private void handOn() {
    if (!context.channel().isActive()) {
      return;
    }
    while (!behind.isEmpty() && !isBehind()) {
      handOn(behind.remove());
    }
    context.fireChannelReadComplete();
    if (behind.isEmpty()) {
      room = MOST;
      noLongerAhead.run();
    }
  }

  private void handOn(Object message) {
    if (message instanceof HttpRequest) {
      whole = false;
    }
    if (message instanceof LastHttpContent) {
      whole = true;
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    forget();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    forget();
  }

  private void forget() {
    for (Object message = behind.poll(); message != null; message = behind.poll()) {
      ReferenceCountUtil.release(message);
    }
  }
}
