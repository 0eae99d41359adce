package io.vouchsafe.http.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntSupplier;

/**
 * Hands on one request of a connection in HTTP/1 after the other (RFC 9112, 9.3.2): what comes
 * behind a request waits here until that is answered, and until the client takes its answers. A
 * request that waits in Vert.x keeps it from telling the one under way that their client has left.
 *
 * <p>Belongs to the event loop of its connection.
 */
final class Pipelined extends ChannelInboundHandlerAdapter {
  /** Octets that may come behind a request: few clients send a next one so soon. */
  static final int MOST = 4 * 1024;

  /** The end of a chunk and the size of the next one, at least (RFC 9112, 7.1). */
  private static final int OF_CHUNK = 5;

  private final Queue<Object> behind = new ArrayDeque<>(1);
  private final HeadOctets heads;
  private final Runnable handedOn;
  private ChannelHandlerContext context;
  private int seen;
  private int waiting;
  private boolean underWay;
  private boolean whole;
  private boolean over;

  /**
   * @param heads room for what waits
   * @param handedOn runs after something that waited was handed on
   */
  Pipelined(HeadOctets heads, Runnable handedOn) {
    this.heads = heads;
    this.handedOn = handedOn;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /**
   * The request is under way whose head came through {@code pipeline} right now.
   *
   * @param octets of that head, about
   */
  void begun(ChannelPipeline pipeline, IntSupplier octets) {
    if (context == null) {
      VertxInternals.addBeforeRequests(pipeline, this);
      seen = octets.getAsInt();
      heads.release();
    }
    underWay = true;
  }

  /** The request under way was answered. */
  void ended() {
    underWay = false;
    handOnSoon();
  }

  /** What comes behind the request whose head was handed on last is nothing to anybody. */
  void last() {
    over = true;
    forget();
  }

  /**
   * Counts octets that were read, after all messages came that they hold.
   *
   * @return whether there is room for the rest and what waits
   */
  boolean came(int octets) {
    if (context != null && !whole) {
      heads.none();
    } else {
      heads.came(octets - seen, seen > 0);
    }
    seen = 0;
    return heads.hold(waiting);
  }

  /** Octets, about, of what waits. */
  int waiting() {
    return waiting;
  }

  /** Whether the client has sent more than there is use for. */
  boolean isAhead() {
    return (underWay && whole || waiting > 0) && waiting + heads.unparsed() >= MOST;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    int octets = octets(message);
    seen += octets;
    if (over && whole) {
      ReferenceCountUtil.release(message);
    } else if (behind.isEmpty() && mayGoOn(message)) {
      handOn(message);
    } else {
      behind.add(message);
      waiting += octets;
    }
  }

  private boolean mayGoOn(Object message) {
    return !whole
        || !underWay && (context.channel().isWritable() || !(message instanceof HttpRequest));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    handOnSoon();
    ctx.fireChannelWritabilityChanged();
  }

  /** Not at once: Vert.x may be in the middle of the answer before. */
  private void handOnSoon() {
    if (!behind.isEmpty()) {
      context.executor().execute(this::handOn);
    }
  }

  private void handOn() {
    if (!context.channel().isActive()) {
      return;
    }
    while (!behind.isEmpty() && mayGoOn(behind.peek())) {
      Object message = behind.remove();
      waiting -= octets(message);
      handOn(message);
    }
    context.fireChannelReadComplete();
    heads.hold(waiting);
    handedOn.run();
  }

  private void handOn(Object message) {
    if (message instanceof HttpRequest) {
      whole = false;
    }
    if (message instanceof LastHttpContent) {
      whole = true;
    }
    if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
      // Vert.x closes the connection, with the answers that were not flushed yet
      context.flush();
    }
    context.fireChannelRead(message);
  }

  private static int octets(Object message) {
    return switch (message) {
      case HttpRequest head ->
          RequestHead.octets(
              head.method().name(), head.uri(), head.headers().iteratorCharSequence());
      case HttpContent part -> part.content().readableBytes() + OF_CHUNK;
      default -> 0;
    };
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
    waiting = 0;
    for (Object message = behind.poll(); message != null; message = behind.poll()) {
      ReferenceCountUtil.release(message);
    }
  }
}
