package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import io.vouchsafe.http.limit.Limit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a guard lets through while an answer is under way, and after it. */
class GuardAnswersTest extends GuardBed {
  /** Answers every request with more than the client gave room for. */
  private final class Answering extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof Http2HeadersFrame request) {
        guard.begun(true, () -> 0);
        DefaultHttp2Headers head = new DefaultHttp2Headers();
        head.status("200");
        ctx.write(new DefaultHttp2HeadersFrame(head).stream(request.stream()));
        ByteBuf body = Unpooled.buffer().writeZero(100);
        ctx.writeAndFlush(new DefaultHttp2DataFrame(body, true).stream(request.stream()));
        guard.ended(() -> true);
      }
    }
  }

  private static Http2FrameCodec client(int window) {
    return Http2FrameCodecBuilder.forClient()
        .initialSettings(Http2Settings.defaultSettings().initialWindowSize(window))
        .build();
  }

  private void askOverHttp2(int window) {
    channel.finishAndReleaseAll();
    guard = new Guard(rules, "peer");
    channel =
        new EmbeddedChannel(guard, Http2FrameCodecBuilder.forServer().build(), new Answering());
    Http2FrameCodec codec = client(window);
    EmbeddedChannel client = new EmbeddedChannel(codec);
    DefaultHttp2Headers head = new DefaultHttp2Headers();
    head.method("GET").path("/").scheme("https").authority("a");
    ChannelHandlerContext context = client.pipeline().context(codec);
    codec.encoder().writeHeaders(context, 1, head, 0, true, context.newPromise());
    client.flushOutbound();
    for (Object octets = client.readOutbound(); octets != null; octets = client.readOutbound()) {
      channel.writeInbound(octets);
    }
    client.finishAndReleaseAll();
  }

  @Test
  void anAnswerForWhichTheClientMakesNoRoomIsCut() {
    askOverHttp2(0);
    seconds(29);
    isOpen();
    seconds(8);
    isCut(Limit.ANSWER_TIME);
  }

  @Test
  void anAnswerThatFitsIsNot() {
    askOverHttp2(1_000);
    seconds(59);
    isOpen();
    seconds(3);
    isCut(Limit.IDLE_TIME);
  }

  @Test
  void aHeadThatEndsItsConnectionLeavesNothingBehind() {
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ReferenceCountUtil.release(message);
                ctx.close();
              }
            });
    read(100);

    assertFalse(channel.isOpen());
    assertEquals(0, rules.heads().taken());
  }

  @Test
  void aBodyThatComesAfterItsAnswerTakesNoRoomOfHeads() {
    AtomicBoolean ended = new AtomicBoolean();
    guard.begun(false, () -> 0);
    guard.ended(ended::get);
    read(1_000_000);
    assertEquals(0, rules.heads().taken());
    ended.set(true);
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    read(1_000);
    assertEquals(1_000, rules.heads().taken());
    isOpen();
  }

  @Test
  void aBodyThatComesAfterItsAnswerHasTheTimeOfAHead() {
    guard.begun(false, () -> 0);
    guard.ended(() -> false);
    for (int i = 0; i < 9; i++) {
      seconds(1);
      read(1);
    }
    isOpen();
    seconds(3);
    isCut(Limit.BODY_TIME);
  }

  @Test
  void nothingBeginsOnAConnectionThatIsOver() {
    assertTrue(guard.begun(false, () -> 0));
    guard.last();
    assertFalse(guard.begun(false, () -> 0));
  }

  @Test
  void nothingBeginsOnAConnectionThatHasEnded() {
    channel.close();
    assertFalse(guard.begun(false, () -> 0));
  }

  /** Octets end here. */
  private static final class Decoder extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf octets) {
      // what they mean is said by the test
    }
  }

  /** How often the socket was asked for more. */
  private AtomicInteger countReads() {
    AtomicInteger reads = new AtomicInteger();
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void read(ChannelHandlerContext ctx) {
                reads.incrementAndGet();
                ctx.read();
              }
            });
    return reads;
  }

  @Test
  void nothingIsReadFarBehindARequestThatIsUnderWay() {
    AtomicInteger reads = countReads();
    channel.pipeline().addLast(new Decoder());
    guard.begun(false, () -> 0);
    read(Pipelined.MOST);
    int before = reads.get();
    channel.read();
    assertEquals(before + 1, reads.get(), "a body is read");
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    read(Pipelined.MOST - 1);
    before = reads.get();
    channel.read();
    assertEquals(before + 1, reads.get());
    read(1);
    before = reads.get();
    channel.read();
    assertEquals(before, reads.get());

    guard.ended(() -> true);
    assertEquals(before + 1, reads.get());
  }

  private void takesItsAnswers(boolean does) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, does);
    channel.runPendingTasks();
  }

  @Test
  void nothingIsReadFromAPeerThatDoesNotTakeItsAnswers() {
    AtomicInteger reads = countReads();
    takesItsAnswers(false);
    channel.read();
    assertEquals(0, reads.get());

    takesItsAnswers(true);
    assertEquals(1, reads.get());
  }

  @Test
  void aHeadIsNotLateWhileNothingIsRead() {
    guard.begun(false, () -> 0);
    guard.ended(() -> true);
    read(1);
    seconds(5);
    takesItsAnswers(false);
    seconds(100);
    isOpen();
    long nextLook = channel.runScheduledPendingTasks();
    assertTrue(nextLook > TimeUnit.MILLISECONDS.toNanos(100), nextLook + " ns");
    takesItsAnswers(true);
    seconds(9);
    isOpen();
    seconds(3);
    isCut(Limit.HEAD_TIME);
  }

  @Test
  void norIsABodyAfterItsAnswer() {
    guard.begun(false, () -> 0);
    guard.ended(() -> false);
    takesItsAnswers(false);
    seconds(100);
    isOpen();
    takesItsAnswers(true);
    seconds(9);
    isOpen();
    seconds(3);
    isCut(Limit.BODY_TIME);
  }

  @Test
  void nobodyIsIdleWhoStillTakesAnAnswer() {
    guard.begun(false, () -> 0);
    guard.ended(() -> true);
    takesItsAnswers(false);
    seconds(100);
    isOpen();
    takesItsAnswers(true);
    seconds(59);
    isOpen();
    seconds(3);
    isCut(Limit.IDLE_TIME);
  }
}
