package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vouchsafe.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a guard keeps a real socket from: a channel in memory reads nothing by itself. */
class GuardedSocketTest {
  private static final int SENT = 16 * 1024 * 1024;
  private static final int MUCH = 2 * 1024 * 1024;
  private static final int SMALL_BUFFER = 4 * 1024;
  private static final int TRIES = 200;

  private final AtomicLong read = new AtomicLong();
  private final EventLoopGroup loops = new NioEventLoopGroup(1);
  private final Rules rules =
      Rules.of(
          new ConnectionSettings(
              10,
              10,
              64 * 1024,
              Duration.ofSeconds(60),
              Duration.ofSeconds(60),
              Duration.ofSeconds(60)),
          32,
          limit -> {},
          System::nanoTime);
  private Channel server;

  /** Answers each piece with as much. */
  private final class Talkative extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf piece = (ByteBuf) message;
      int octets = piece.readableBytes();
      piece.release();
      read.addAndGet(octets);
      ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[octets]));
    }
  }

  @BeforeEach
  void listen() throws InterruptedException {
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.SO_SNDBUF, SMALL_BUFFER)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    Guard guard = new Guard(rules, "peer");
                    connection.pipeline().addLast(guard, new Talkative());
                    guard.begun(true, () -> 0);
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
  }

  @AfterEach
  void stop() {
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @Test
  void aPeerThatTakesNoAnswersIsNotReadUntilItDoes() throws IOException {
    try (SocketChannel client = SocketChannel.open()) {
      client.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
      client.connect((InetSocketAddress) server.localAddress());
      client.configureBlocking(false);

      long sent = sendAllThatIsTaken(client);

      assertTrue(read.get() < MUCH, () -> read + " octets were read for nobody");
      client.configureBlocking(true);
      Thread taker = Thread.startVirtualThread(() -> takeAll(client));
      Eventually.eventually(() -> read + " of " + sent + " octets read", () -> read.get() == sent);
      taker.interrupt();
    }
  }

  private static long sendAllThatIsTaken(SocketChannel client) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate(SENT);
    for (int idle = 0; octets.hasRemaining() && idle < TRIES; idle++) {
      if (client.write(octets) > 0) {
        idle = 0;
      }
      pause();
    }
    return octets.position();
  }

  private static void takeAll(SocketChannel client) {
    ByteBuffer answers = ByteBuffer.allocate(64 * 1024);
    try {
      while (client.read(answers.clear()) >= 0) {
        answers.clear();
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
