package io.vouchsafe.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One keep-alive connection to a port of this machine, with at most one request under way. It reads
 * no more of an answer than its status, its length and whether there is a Retry-After.
 */
final class Connection implements AutoCloseable {
  private static final byte[] LENGTH = ascii("\r\ncontent-length:");
  private static final byte[] CHUNKED = ascii("\r\ntransfer-encoding: chunked");
  private static final byte[] RETRY_AFTER = ascii("\r\nretry-after:");
  private static final byte[] CLOSE = ascii("\r\nconnection: close");
  private static final byte[] BLANK = ascii("\r\n\r\n");

  /** A service bounds what comes from one address. */
  private static final int OF_ONE_ADDRESS = 512;

  private final SocketChannel channel;
  private final int number;
  private ByteBuffer in = ByteBuffer.allocate(4096);
  private ByteBuffer out;
  private int head;
  private int end;
  private int chunk;
  private boolean chunked;

  /** When the request under way was due ({@link System#nanoTime}). */
  long due;

  Connection(int port) throws IOException {
    this(port, 0);
  }

  /**
   * @param number which of several this is: {@value #OF_ONE_ADDRESS} of them come from one address
   */
  Connection(int port, int number) throws IOException {
    this.number = number;
    channel = SocketChannel.open();
    channel.bind(new InetSocketAddress("127.0.0." + (1 + number / OF_ONE_ADDRESS), 0));
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  int number() {
    return number;
  }

  SocketChannel channel() {
    return channel;
  }

  /** Whether all of the request is on its way; else {@link #flush} has to be called again. */
  boolean send(byte[] request, long due) throws IOException {
    this.due = due;
    in.clear();
    head = 0;
    out = ByteBuffer.wrap(request);
    return flush();
  }

  boolean flush() throws IOException {
    channel.write(out);
    return !out.hasRemaining();
  }

  /**
   * Reads what there is; whether the whole answer is there.
   *
   * @throws EOFException if the other side closed before that
   */
  boolean receive() throws IOException {
    if (!in.hasRemaining()) {
      in = ByteBuffer.allocate(in.capacity() * 4).put(in.flip());
    }
    if (channel.read(in) < 0) {
      throw new EOFException("closed before the answer was whole");
    }
    return (head > 0 || headIsThere()) && bodyIsThere();
  }

  int status() {
    return (in.get(9) - '0') * 100 + (in.get(10) - '0') * 10 + in.get(11) - '0';
  }

  boolean hasRetryAfter() {
    return find(RETRY_AFTER, 0, head) >= 0;
  }

  /** Whether the other side will close after this answer. */
  boolean closes() {
    return find(CLOSE, 0, head) >= 0;
  }

  byte[] body() {
    var raw = Arrays.copyOfRange(in.array(), head, end);
    return chunked ? joined(raw) : raw;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean headIsThere() {
    int blank = find(BLANK, 0, in.position());
    if (blank < 0) {
      return false;
    }
    head = blank + BLANK.length;
    int length = find(LENGTH, 0, head);
    chunked = length < 0 && find(CHUNKED, 0, head) >= 0;
    chunk = head;
    end = chunked ? Integer.MAX_VALUE : head + (length < 0 ? 0 : number(length + LENGTH.length));
    return true;
  }

  private boolean bodyIsThere() {
    while (chunked && end == Integer.MAX_VALUE) {
      int line = find(BLANK, 2, chunk, in.position());
      if (line < 0) {
        return false;
      }
      int size =
          Integer.parseInt(
              new String(in.array(), chunk, line - chunk, StandardCharsets.US_ASCII), 16);
      chunk = line + 2 + size + 2;
      end = size == 0 ? chunk : end;
    }
    return in.position() >= end;
  }

  private static byte[] joined(byte[] chunks) {
    var body = ByteBuffer.allocate(chunks.length);
    int at = 0;
    while (true) {
      int line = at;
      while (chunks[line] != '\r') {
        line++;
      }
      int size = Integer.parseInt(new String(chunks, at, line - at, StandardCharsets.US_ASCII), 16);
      if (size == 0) {
        return Arrays.copyOf(body.array(), body.position());
      }
      body.put(chunks, line + 2, size);
      at = line + 2 + size + 2;
    }
  }

  private int number(int from) {
    int value = 0;
    for (int i = from; in.get(i) != '\r'; i++) {
      value = in.get(i) == ' ' ? value : value * 10 + in.get(i) - '0';
    }
    return value;
  }

  private int find(byte[] lowerCase, int from, int to) {
    return find(lowerCase, lowerCase.length, from, to);
  }

  private int find(byte[] lowerCase, int length, int from, int to) {
    byte[] bytes = in.array();
    for (int at = from; at <= to - length; at++) {
      int i = 0;
      while (i < length && lower(bytes[at + i]) == lowerCase[i]) {
        i++;
      }
      if (i == length) {
        return at;
      }
    }
    return -1;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
