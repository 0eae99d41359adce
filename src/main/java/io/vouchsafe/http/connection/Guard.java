package io.vouchsafe.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import io.vouchsafe.http.Limit;
import io.vouchsafe.http.LimitEvents;
import io.vouchsafe.http.limit.Room;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Holds one connection to its deadlines. It is the first handler of the connection, before TLS, and
 * belongs to its event loop.
 *
 * <p>A connection is in one of three states. {@code HEAD}: from its acceptance, and in HTTP/1.1
 * from the first octet after an answered request, until a request head is whole. {@code BUSY}: a
 * request is under way; its body has a deadline elsewhere. {@code IDLE}: neither; in HTTP/2 octets
 * that lead to no request change nothing. In every state a peer has to take what was written.
 *
 * <p>Nothing is read from a peer that does not take its answers, nor from one in HTTP/1.1 that
 * sends much more behind a request that is under way: what it would ask for would only pile up
 * here.
 *
 * <p>One task for each connection looks at the time, at intervals of an eighth of the shortest
 * deadline, by which a deadline may be late; requests themselves schedule nothing.
 */
final class Guard extends ChannelDuplexHandler {
  private static final long SHORTEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int INTERVALS = 8;

  private enum State {
    HEAD,
    BUSY,
    IDLE
  }

  /**
   * What the guards of all connections share.
   *
   * @param streams of one HTTP/2 connection that may be open
   * @param nanoTime the time, as {@link System#nanoTime} gives it
   */
  record Rules(
      long headNanos,
      long idleNanos,
      long answerNanos,
      Room heads,
      int streams,
      LimitEvents events,
      LongSupplier nanoTime) {
    static Rules of(
        ConnectionSettings settings, int streams, LimitEvents events, LongSupplier nanoTime) {
      return new Rules(
          settings.headTimeout().toNanos(),
          settings.idleTimeout().toNanos(),
          settings.answerTimeout().toNanos(),
          new Room(settings.maxHeads()),
          streams,
          events,
          nanoTime);
    }

    private long interval() {
      long shortest = Math.min(headNanos, Math.min(idleNanos, answerNanos));
      return Math.max(SHORTEST_INTERVAL, shortest / INTERVALS);
    }
  }

  private final Rules rules;
  private final String peer;
  private final long interval;
  private final FlowStall flowStall = new FlowStall();
  private ChannelHandlerContext context;
  private Future<?> watch;
  private State state = State.HEAD;
  private long since;
  private int underWay;
  private boolean http2;
  private int headOctets;
  private long mayFollow;
  private boolean readHeld;

  /** Writes so far, and those of them that are waited for; 0 while none is. */
  private long writes;

  private long awaited;
  private long awaitedSince;

  Guard(Rules rules, String peer) {
    this.rules = Objects.requireNonNull(rules, "rules");
    this.peer = Objects.requireNonNull(peer, "peer");
    this.interval = rules.interval();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    if (ctx.channel().isActive()) {
      begin();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    begin();
    ctx.fireChannelActive();
  }

  private void begin() {
    if (watch == null) {
      since = rules.nanoTime().getAsLong();
      watchAgain(since);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (state == State.IDLE && !http2) {
      enter(State.HEAD);
    }
    int octets = state == State.HEAD && message instanceof ByteBuf data ? data.readableBytes() : 0;
    if (state == State.BUSY && message instanceof ByteBuf data) {
      mayFollow -= data.readableBytes();
    }
    ctx.fireChannelRead(message);
    if (state == State.HEAD && octets > 0 && ctx.channel().isOpen()) {
      keep(octets);
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    readHeld = !ctx.channel().isWritable() || (state == State.BUSY && !http2 && mayFollow <= 0);
    if (!readHeld) {
      ctx.read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    readOn(ctx);
    ctx.fireChannelWritabilityChanged();
  }

  private void readOn(ChannelHandlerContext ctx) {
    if (readHeld) {
      read(ctx);
    }
  }

  /** Counts what was read of a head that is not whole. */
  private void keep(int octets) {
    if (rules.heads().take(peer, octets) == Room.Reply.TAKEN) {
      headOctets += octets;
    } else {
      end(Limit.HEADS);
    }
  }

  private void release() {
    if (headOctets > 0) {
      rules.heads().giveBack(peer, headOctets);
      headOctets = 0;
    }
  }

  /**
   * A request's head is whole, and the request is under way.
   *
   * @param follow octets that may follow it in HTTP/1.1 before it is answered
   */
  void begun(boolean ofHttp2, long follow) {
    mayFollow = follow;
    if (ofHttp2 && !http2) {
      Streams.bound(context.pipeline(), rules.streams());
    }
    http2 = ofHttp2;
    underWay++;
    state = State.BUSY;
    release();
  }

  /** A request is no longer under way. */
  void ended() {
    if (underWay > 0 && --underWay == 0) {
      enter(State.IDLE);
      readOn(context);
    }
  }

  private void enter(State next) {
    state = next;
    since = rules.nanoTime().getAsLong();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    writes++;
    ctx.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    if (awaited == 0 && pending() > 0) {
      await(rules.nanoTime().getAsLong());
    }
  }

  private void await(long now) {
    awaited = writes;
    awaitedSince = now;
  }

  /** Writes that the peer has not made room for. */
  private int pending() {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.size();
  }

  private void check() {
    long now = rules.nanoTime().getAsLong();
    if (state == State.HEAD && now - since >= rules.headNanos()) {
      end(Limit.HEAD_TIME);
    } else if (notTaken(now)) {
      end(Limit.ANSWER_TIME);
    } else if (state == State.IDLE && now - since >= rules.idleNanos()) {
      end(Limit.IDLE_TIME);
    } else {
      watchAgain(now);
    }
  }

  private boolean notTaken(long now) {
    int pending = pending();
    if (pending == 0) {
      awaited = 0;
    } else if (awaited == 0 || writes - pending >= awaited) {
      await(now);
    }
    return (awaited > 0 && now - awaitedSince >= rules.answerNanos())
        || (http2 && flowStall.nanos(context.pipeline(), now) >= rules.answerNanos());
  }

  private void watchAgain(long now) {
    long left =
        switch (state) {
          case HEAD -> since + rules.headNanos() - now;
          case IDLE -> since + rules.idleNanos() - now;
          case BUSY -> interval;
        };
    watch =
        context
            .executor()
            .schedule(this::check, Math.clamp(left, 1, interval), TimeUnit.NANOSECONDS);
  }

  /** Closes the connection without a word, since nobody there would hear it. */
  private void end(Limit limit) {
    rules.events().bit(limit);
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  private void stop() {
    release();
    if (watch != null) {
      watch.cancel(false);
    }
  }
}
