package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.vouchsafe.testing.Http2Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a client of HTTP/2 is told to go. */
class GuardLeavesTest extends GuardBed {
  private static final int ANY_STREAM = Integer.MAX_VALUE;
  private static final int REST_OF_HEAD = 5;
  private static final Duration NOTICE = Duration.ofSeconds(1);
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  private final Http2FrameCodec codec = Http2FrameCodecBuilder.forClient().build();
  private final EmbeddedChannel client = new EmbeddedChannel(codec);
  private final List<Integer> answered = new ArrayList<>();

  private final class Answering extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof Http2HeadersFrame request) {
        guard.begun(true, () -> 0);
        answered.add(request.stream().id());
        ctx.writeAndFlush(
            new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200"), true)
                .stream(request.stream()));
        guard.ended(() -> true);
      }
    }
  }

  @BeforeEach
  void speaksHttp2() {
    channel.finishAndReleaseAll();
    guard = new Guard(rules, "peer");
    channel =
        new EmbeddedChannel(guard, Http2FrameCodecBuilder.forServer().build(), new Answering());
  }

  @AfterEach
  void close() {
    client.finishAndReleaseAll();
  }

  private void ask(int stream) {
    ChannelHandlerContext context = client.pipeline().context(codec);
    DefaultHttp2Headers head = new DefaultHttp2Headers();
    head.method("GET").path("/").scheme("https").authority("a");
    codec.encoder().writeHeaders(context, stream, head, 0, true, context.newPromise());
    send();
  }

  private void send() {
    client.flushOutbound();
    for (Object octets = client.readOutbound(); octets != null; octets = client.readOutbound()) {
      channel.writeInbound(octets);
    }
  }

  /** The last stream that each GOAWAY names which was written since it was asked last. */
  private List<Integer> goAways() {
    ByteBuf octets = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      octets.writeBytes(part);
      part.release();
    }
    List<Integer> last = new ArrayList<>();
    while (octets.isReadable()) {
      int length = octets.readUnsignedMedium();
      int type = octets.readByte();
      ByteBuf payload = octets.skipBytes(REST_OF_HEAD).readSlice(length);
      if (type == Http2Connection.GOAWAY) {
        last.add(payload.readInt());
      }
    }
    return last;
  }

  @Test
  void whatComesBeforeItKnowsIsAnswered() {
    ask(1);
    guard.leave(NOTICE);
    guard.leave(NOTICE);
    assertEquals(List.of(ANY_STREAM), goAways());

    ask(3);
    seconds(1);
    ask(5);

    assertEquals(List.of(3), goAways());
    assertEquals(List.of(1, 3), answered);
    seconds(5);
    assertEquals(List.of(), goAways());
  }

  @Test
  void noStreamIsRefusedWhileARequestIsUnderWay() {
    ask(1);
    guard.begun(true, () -> 0);
    guard.leave(Duration.ZERO);
    assertEquals(List.of(ANY_STREAM), goAways());
    seconds(1);
    ask(3);
    assertEquals(List.of(), goAways());

    guard.ended(() -> true);

    assertEquals(List.of(3), goAways());
    assertEquals(List.of(1, 3), answered);
    seconds(1);
    assertTrue(guard.restful(PATIENCE));
  }

  @Test
  void aClientThatDoesNotKnowTheBoundMayOpenAHundredStreams() {
    io.netty.handler.codec.http2.Http2Connection.Endpoint<?> streams =
        channel.pipeline().get(Http2FrameCodec.class).connection().remote();
    ask(1);
    assertEquals(100, streams.maxActiveStreams());
  }

  @Test
  void aBoundThatTheClientHasAcknowledgedIsNotRaised() {
    io.netty.handler.codec.http2.Http2Connection.Endpoint<?> streams =
        channel.pipeline().get(Http2FrameCodec.class).connection().remote();
    streams.maxActiveStreams(7);
    ask(1);
    assertEquals(7, streams.maxActiveStreams());
  }

  @Test
  void theLastStreamIsNamedAtOnceWhereThereIsNoTime() {
    ask(1);
    guard.leave(Duration.ZERO);
    assertEquals(List.of(1), goAways());

    guard.leave(NOTICE);
    guard.leave(Duration.ZERO);

    assertEquals(List.of(), goAways());
  }

  @Test
  void theTimeCanBeCutShort() {
    ask(1);
    guard.leave(NOTICE);
    guard.leave(Duration.ZERO);

    assertEquals(List.of(ANY_STREAM, 1), goAways());
    seconds(5);
    assertEquals(List.of(), goAways());
  }

  @Test
  void itMayBeClosedWhenTheClientHadTimeToHear() {
    ask(1);
    seconds(5);
    assertFalse(guard.restful(PATIENCE));
    guard.leave(Duration.ZERO);
    assertFalse(guard.restful(PATIENCE));

    seconds(1);

    assertTrue(guard.restful(PATIENCE));
  }

  @Test
  void oneThatNeverAskedIsClosedToo() {
    send();
    guard.leave(Duration.ZERO);
    assertEquals(List.of(0), goAways());
    assertFalse(guard.restful(PATIENCE));

    seconds(1);

    assertTrue(guard.restful(PATIENCE));
  }

  @Test
  void aClientOfHttp1IsNotSpokenTo() {
    channel.finishAndReleaseAll();
    guard = new Guard(rules, "peer");
    channel = new EmbeddedChannel(guard);

    guard.leave(Duration.ZERO);

    assertEquals(List.of(), goAways());
  }
}
