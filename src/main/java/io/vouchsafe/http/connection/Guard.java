package io.vouchsafe.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import io.vouchsafe.http.limit.Limit;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Holds one connection to its deadlines. It is the first handler of the connection, before TLS, and
 * belongs to its event loop.
 *
 * <p>A connection is in one of four states. {@code HEAD}: from its acceptance, and in HTTP/1.1 from
 * the first octet after an answered request, until a request head is whole. {@code BUSY}: a request
 * is under way; its body has a deadline elsewhere. {@code DRAIN}: a request was answered before its
 * body came, which is thrown away and has the time of a head. {@code IDLE}: none of these; in
 * HTTP/2 octets that lead to no request change nothing. In every state a peer has to take what was
 * written.
 *
 * <p>Nothing is read from a peer that takes no answers, so until it does it has no other deadline;
 * nor from one that asks in HTTP/1 far ahead of them.
 *
 * <p>One task for each connection looks at the time, at intervals of an eighth of the shortest
 * deadline, by which a deadline may be late; requests themselves schedule nothing.
 */
final class Guard extends ChannelDuplexHandler {
  private enum State {
    HEAD,
    BUSY,
    DRAIN,
    IDLE
  }

  private final Rules rules;
  private final HeadOctets heads;
  private final GoAway goAway;
  private final long interval;
  private final Unread unread = new Unread();
  private final Reading reading = new Reading();
  private final Pipelined pipelined;
  private ChannelHandlerContext context;
  private Future<?> watch;
  private State state = State.HEAD;
  private long since;
  private int underWay;
  private boolean http2;
  private boolean over;
  private BooleanSupplier drained = () -> true;

  Guard(Rules rules, String peer) {
    this.rules = Objects.requireNonNull(rules, "rules");
    this.heads = new HeadOctets(rules.heads(), peer);
    this.pipelined = new Pipelined(heads, () -> readOn(context));
    this.goAway = new GoAway(rules.nanoTime(), () -> underWay > 0);
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
    settle();
    if (state == State.IDLE && !http2) {
      enter(State.HEAD);
    }
    int octets = message instanceof ByteBuf data ? data.readableBytes() : 0;
    ctx.fireChannelRead(message);
    if (!http2 && ctx.channel().isOpen()) {
      came(octets);
    }
  }

  private void came(int octets) {
    if (!pipelined.came(octets)) {
      context.channel().flush();
      end(Limit.HEADS);
    } else if (isAhead(context)) {
      reading.stop(context.channel());
    }
    settle();
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (isAhead(ctx)) {
      reading.stop(ctx.channel());
    } else {
      ctx.read();
    }
  }

  /** Whether the peer has sent more than there is use for. */
  private boolean isAhead(ChannelHandlerContext ctx) {
    return !ctx.channel().isWritable() || pipelined.isAhead();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    since = rules.nanoTime().getAsLong();
    readOn(ctx);
    ctx.fireChannelWritabilityChanged();
  }

  private void readOn(ChannelHandlerContext ctx) {
    if (!isAhead(ctx)) {
      reading.goOn(ctx.channel());
    }
  }

  /**
   * A request's head is whole, and the request is under way.
   *
   * @param octets of that head in HTTP/1, about
   * @return false if the connection is over, and the request is to be forgotten
   */
  boolean begun(boolean ofHttp2, IntSupplier octets) {
    if (over || !context.channel().isActive()) {
      return false;
    }
    if (ofHttp2 && !http2) {
      Streams.bound(context.pipeline(), rules.streams());
    }
    http2 = ofHttp2;
    if (http2) {
      heads.release();
    } else {
      pipelined.begun(context.pipeline(), octets);
    }
    underWay++;
    state = State.BUSY;
    return true;
  }

  /** Nothing that comes after the request under way is a request. */
  void last() {
    over = true;
    pipelined.last();
  }

  /**
   * A request is no longer under way.
   *
   * @param bodyEnded whether all of its body has come
   */
  void ended(BooleanSupplier bodyEnded) {
    if (underWay > 0 && --underWay == 0) {
      drained = bodyEnded;
      enter(http2 ? State.IDLE : State.DRAIN);
      settle();
      pipelined.ended();
      readOn(context);
      goAway.idle(context.pipeline());
    }
  }

  private void settle() {
    if (state == State.DRAIN && drained.getAsBoolean()) {
      drained = () -> true;
      state = State.IDLE;
    }
    if (state == State.IDLE && heads.unparsed() > 0) {
      enter(State.HEAD);
    }
  }

  private void enter(State next) {
    state = next;
    since = rules.nanoTime().getAsLong();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    unread.wrote();
    ctx.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    unread.flushed(ctx.channel(), rules.nanoTime());
  }

  private void check() {
    long now = rules.nanoTime().getAsLong();
    settle();
    Limit late = late(now);
    if (late == null) {
      watchAgain(now);
    } else {
      end(late);
    }
  }

  /** The limit of time that the peer has come to, or null. */
  private Limit late(long now) {
    if (unread.nanos(context.channel(), now) >= rules.answerNanos()) {
      return Limit.ANSWER_TIME;
    }
    if (!context.channel().isWritable()) {
      return null;
    }
    return switch (state) {
      case HEAD -> now - since >= rules.headNanos() ? Limit.HEAD_TIME : null;
      case DRAIN -> now - since >= rules.headNanos() ? Limit.BODY_TIME : null;
      case IDLE -> now - since >= rules.idleNanos() ? Limit.IDLE_TIME : null;
      case BUSY -> null;
    };
  }

  private void watchAgain(long now) {
    long left =
        switch (state) {
          case HEAD, DRAIN -> since + rules.headNanos() - now;
          case IDLE -> since + rules.idleNanos() - now;
          case BUSY -> interval;
        };
    long next = left > 0 ? Math.min(left, interval) : interval;
    watch = context.executor().schedule(this::check, next, TimeUnit.NANOSECONDS);
  }

  /** In HTTP/2 the client is told to go, and after {@code notice} which stream is the last one. */
  void leave(Duration notice) {
    goAway.say(context.pipeline(), notice);
  }

  /**
   * Whether closing the connection would cost nobody a request or an answer: it has no request and
   * nothing to write; and if it is new and has sent nothing, or speaks HTTP/2, its client had
   * {@code patience} to do so, or to hear that no stream is answered any more.
   */
  boolean restful(long patience) {
    settle();
    return Unread.pending(context.channel()) == 0
        && pipelined.waiting() == 0
        && switch (state) {
          case BUSY, DRAIN -> false;
          case IDLE -> !http2 || goAway.endedFor(patience);
          case HEAD -> goAway.endedFor(patience) || isSilentFor(patience);
        };
  }

  private boolean isSilentFor(long patience) {
    return heads.isNone() && rules.nanoTime().getAsLong() - since >= patience;
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
    heads.release();
    if (watch != null) {
      watch.cancel(false);
    }
  }
}
