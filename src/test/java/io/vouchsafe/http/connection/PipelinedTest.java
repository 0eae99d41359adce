package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vouchsafe.http.limit.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client sends behind a request, and when it is handed on. */
class PipelinedTest {
  private final List<String> handedOn = new ArrayList<>();
  private final Room room = new Room(64 * 1024);
  private final AtomicInteger handsOn = new AtomicInteger();
  private final Pipelined pipelined =
      new Pipelined(new HeadOctets(room, "peer"), handsOn::incrementAndGet);
  private final EmbeddedChannel channel = new EmbeddedChannel(pipelined, new Requests());
  private boolean answersAtOnce;
  private int flushes;

  /** Writes down what comes, and says that each request is under way. */
  private final class Requests extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      handedOn.add(name(message));
      ReferenceCountUtil.release(message);
      if (message instanceof HttpRequest) {
        pipelined.begun(ctx.pipeline(), () -> 0);
        if (answersAtOnce) {
          pipelined.ended();
        }
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      handedOn.add("complete");
    }
  }

  private static String name(Object message) {
    return switch (message) {
      case HttpRequest request -> request.uri();
      case LastHttpContent last -> "last";
      default -> "content";
    };
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static HttpRequest head(String uri) {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, uri);
  }

  private static DefaultHttpContent content() {
    return content(1);
  }

  private static DefaultHttpContent content(int octets) {
    return new DefaultHttpContent(Unpooled.buffer().writeZero(octets));
  }

  private void handsOn(String... names) {
    handedOn.removeIf("complete"::equals);
    assertEquals(List.of(names), handedOn);
    handedOn.clear();
  }

  private void answer() {
    pipelined.ended();
    channel.runPendingTasks();
  }

  @Test
  void aRequestWaitsForTheAnswerToTheOneBeforeIt() {
    channel.writeInbound(head("/1"), content(), LastHttpContent.EMPTY_LAST_CONTENT);
    handsOn("/1", "content", "last");
    channel.writeInbound(
        head("/2"), LastHttpContent.EMPTY_LAST_CONTENT, head("/3"), content(), content());
    handsOn();
    answer();
    handsOn("/2", "last");
    channel.writeInbound(content());
    handsOn();
    answer();
    handsOn("/3", "content", "content", "content");
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    handsOn("last");
  }

  @Test
  void whatIsHandedOnLaterIsAPieceOfItsOwn() {
    channel.writeInbound(head("/1"), LastHttpContent.EMPTY_LAST_CONTENT, head("/2"));
    handedOn.clear();
    answer();

    assertEquals(List.of("/2", "complete"), handedOn);
  }

  @Test
  void nothingWaitsBehindWhatIsAnsweredAtOnce() {
    answersAtOnce = true;
    channel.writeInbound(
        head("/1"),
        LastHttpContent.EMPTY_LAST_CONTENT,
        head("/2"),
        LastHttpContent.EMPTY_LAST_CONTENT);

    handsOn("/1", "last", "/2", "last");
  }

  @Test
  void theRestOfABodyGoesOnAfterItsAnswerAndSoDoesTheNextRequest() {
    channel.writeInbound(head("/1"), content());
    answer();
    channel.writeInbound(content(), LastHttpContent.EMPTY_LAST_CONTENT, head("/2"));

    handsOn("/1", "content", "content", "last", "/2");
  }

  @Test
  void whatStillWaitsWhenTheConnectionEndsIsForgotten() {
    channel.writeInbound(head("/1"), LastHttpContent.EMPTY_LAST_CONTENT);
    DefaultHttpContent waits = content();
    ByteBuf octets = waits.content();
    channel.writeInbound(head("/2"), waits);
    channel.close();
    answer();

    handsOn("/1", "last");
    assertEquals(0, octets.refCnt());
  }

  /** A connection that fails ends its request before it is closed. */
  @Test
  void norIsItHandedOnWhereTheRequestBeforeItEndsWithTheConnection() {
    channel.writeInbound(head("/1"), LastHttpContent.EMPTY_LAST_CONTENT, head("/2"));
    pipelined.ended();
    channel.unsafe().close(channel.newPromise());
    channel.runPendingTasks();

    handsOn("/1", "last");
  }

  @Test
  void nothingIsHandedOnForAClientThatDoesNotTakeItsAnswers() {
    answersAtOnce = true;
    takesItsAnswers(false);
    channel.writeInbound(head("/1"), content(), LastHttpContent.EMPTY_LAST_CONTENT);
    channel.writeInbound(head("/2"), content());
    handsOn("/1", "content", "last");
    takesItsAnswers(true);

    handsOn("/2", "content");
  }

  private void takesItsAnswers(boolean does) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, does);
    channel.runPendingTasks();
  }

  @Test
  void nothingComesBehindTheLastOne() {
    channel.writeInbound(head("/1"), content());
    pipelined.last();
    DefaultHttpContent forgotten = content();
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT, head("/2"), forgotten);
    answer();

    handsOn("/1", "content", "last");
    assertEquals(0, forgotten.refCnt());
  }

  @Test
  void whatWasAnsweredGoesOutBeforeWhatEndsTheConnection() {
    channel.pipeline().addFirst(new Flushes());
    channel.writeInbound(head("/1"));
    assertEquals(0, flushes);
    DefaultHttpContent broken = content();
    broken.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("broken")));
    channel.pipeline().fireChannelRead(broken);

    assertEquals(1, flushes);
  }

  private final class Flushes extends ChannelOutboundHandlerAdapter {
    @Override
    public void flush(ChannelHandlerContext ctx) {
      flushes++;
    }
  }

  @Test
  void aClientIsAheadUntilLittleOfItWaits() {
    channel.writeInbound(head("/1"), content(10_000));
    assertTrue(pipelined.came(10_100));
    assertFalse(pipelined.isAhead(), "a body");
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT, head("/2"), content(10_000));
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT, head("/3"), content(10_000));
    assertTrue(pipelined.came(20_200));
    assertTrue(pipelined.isAhead());
    answer();
    assertTrue(pipelined.isAhead(), "/3 waits");
    assertTrue(room.taken() > 10_000);
    answer();
    assertFalse(pipelined.isAhead());
    assertEquals(0, room.taken());
    assertEquals(2, handsOn.get());
  }

  @Test
  void aHeadThatIsNotWholeTakesItsRoomWhateverCameWithIt() {
    channel.writeInbound(head("/1"), LastHttpContent.EMPTY_LAST_CONTENT);
    assertTrue(pipelined.came(5_000));
    assertTrue(room.taken() > 4_900);
    assertTrue(pipelined.isAhead());
    answer();
    assertFalse(pipelined.isAhead(), "its rest is read");
    channel.writeInbound(head("/" + "2".repeat(5_500)), LastHttpContent.EMPTY_LAST_CONTENT);
    assertTrue(pipelined.came(600));
    assertEquals(0, room.taken());
  }

  @Test
  void thereIsNoRoomForMoreThanAShare() {
    channel.writeInbound(head("/1"), LastHttpContent.EMPTY_LAST_CONTENT);
    assertTrue(pipelined.came(30_000));
    assertFalse(pipelined.came(30_000));
  }
}
