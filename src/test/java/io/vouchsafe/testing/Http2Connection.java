package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * An HTTP/2 connection (RFC 9113) of a client that keeps the rules that it is told to keep. It
 * never acknowledges the server's settings, so that a server's bound on streams is not one that a
 * client's consent brings about; it answers no ping, and it gives no window back.
 */
public final class Http2Connection implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int HEADER_TABLE_SIZE = 1;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int DEFAULT_WINDOW = 65_535;
  private static final int MOST_IN_A_FRAME = 16_384;
  private static final int PRIORITY = 0x20;
  private static final int OCTETS_OF_PRIORITY = 5;
  private static final int CANCEL = 8;

  private final Socket socket;
  private final Consumer<Integer> statuses;
  private final Map<Integer, Integer> windows = new HashMap<>();
  private int connectionWindow = DEFAULT_WINDOW;
  private int streamWindow = DEFAULT_WINDOW;
  private int nextStream = 1;
  private int answered;
  private int ended;
  private int reset;
  private final List<Integer> goAways = new ArrayList<>();
  private boolean closed;

  /**
   * What has come back so far.
   *
   * @param goAways the last stream that each GOAWAY names
   */
  public record Received(
      int answered, int ended, int reset, List<Integer> goAways, boolean closed) {
    public boolean goneAway() {
      return !goAways.isEmpty();
    }
  }

  /**
   * Says hello.
   *
   * @param answerWindow how many octets of each answer's body the server may send
   * @param statuses is told the status of every answer
   */
  public Http2Connection(Socket socket, int answerWindow, Consumer<Integer> statuses)
      throws IOException {
    this.socket = socket;
    this.statuses = statuses;
    send(PREFACE.getBytes(US_ASCII));
    frame(
        SETTINGS,
        0,
        0,
        ByteBuffer.allocate(12)
            .putShort((short) HEADER_TABLE_SIZE)
            .putInt(0)
            .putShort((short) INITIAL_WINDOW_SIZE)
            .putInt(answerWindow)
            .array());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    Thread.startVirtualThread(() -> listen(in));
  }

  /**
   * Opens a stream with these headers.
   *
   * @param whole whether there is no body
   * @return the stream
   */
  public int request(byte[] headers, boolean whole) throws IOException {
    int stream = newStream();
    frame(HEADERS, END_HEADERS | (whole ? END_STREAM : 0), stream, headers);
    return stream;
  }

  /** Opens as many streams with these headers by one write. */
  public void requests(byte[] headers, boolean whole, int count) throws IOException {
    ByteBuffer frames = ByteBuffer.allocate(count * (9 + headers.length));
    for (int i = 0; i < count; i++) {
      int flags = END_HEADERS | (whole ? END_STREAM : 0);
      frames.put(header(headers.length, HEADERS, flags, newStream())).put(headers);
    }
    send(frames.array());
  }

  /** A new stream's number. */
  public synchronized int newStream() {
    int stream = nextStream;
    nextStream += 2;
    return stream;
  }

  /** Sends so many octets of a body as soon as the server lets it, and does not end it. */
  public void body(int stream, int octets) throws IOException {
    for (int left = octets; left > 0; ) {
      int part = take(stream, Math.min(left, MOST_IN_A_FRAME));
      frame(DATA, 0, stream, new byte[part]);
      left -= part;
    }
  }

  /** Gives a stream up. */
  public void cancel(int stream) throws IOException {
    frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  /** Sends one frame. */
  public void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    send(
        ByteBuffer.allocate(9 + payload.length)
            .put(header(payload.length, type, flags, stream))
            .put(payload)
            .array());
  }

  /** What has come back so far. */
  public synchronized Received received() {
    return new Received(answered, ended, reset, List.copyOf(goAways), closed);
  }

  /** Waits until this holds of what came back, or the time is over; whether it holds. */
  public synchronized boolean await(Predicate<Received> wanted, Duration limit) throws IOException {
    long until = System.nanoTime() + limit.toNanos();
    while (!wanted.test(received())) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      pause(left);
    }
    return true;
  }

  /** The socket. */
  public Socket socket() {
    return socket;
  }

  /** Ends the connection by a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static byte[] header(int length, int type, int flags, int stream) {
    return ByteBuffer.allocate(9)
        .put((byte) (length >> 16))
        .putShort((short) length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .array();
  }

  private void send(byte[] octets) throws IOException {
    synchronized (socket) {
      socket.getOutputStream().write(octets);
      socket.getOutputStream().flush();
    }
  }

  private synchronized int take(int stream, int wanted) throws IOException {
    windows.putIfAbsent(stream, streamWindow);
    while (Math.min(connectionWindow, windows.get(stream)) <= 0) {
      if (closed || !goAways.isEmpty()) {
        throw new IOException("the server has ended the connection");
      }
      pause(1_000);
    }
    int part = Math.min(wanted, Math.min(connectionWindow, windows.get(stream)));
    connectionWindow -= part;
    windows.merge(stream, -part, Integer::sum);
    return part;
  }

  private void pause(long milliseconds) throws IOException {
    try {
      wait(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void listen(DataInputStream in) {
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        take(type, flags, stream, in.readNBytes(length));
      }
    } catch (IOException e) {
      synchronized (this) {
        closed = true;
        notifyAll();
      }
    }
  }

  private synchronized void take(int type, int flags, int stream, byte[] payload) {
    switch (type) {
      case HEADERS -> {
        answered++;
        int block = (flags & PRIORITY) == 0 ? 0 : OCTETS_OF_PRIORITY;
        statuses.accept(HeaderBlock.status(Arrays.copyOfRange(payload, block, payload.length)));
      }
      case RST_STREAM -> reset++;
      case GOAWAY -> goAways.add(ByteBuffer.wrap(payload).getInt());
      case SETTINGS -> settings(ByteBuffer.wrap(payload));
      case WINDOW_UPDATE -> enlarge(stream, ByteBuffer.wrap(payload).getInt());
      default -> {}
    }
    if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
      ended++;
    }
    notifyAll();
  }

  private void settings(ByteBuffer settings) {
    while (settings.remaining() >= 6) {
      int name = settings.getShort();
      int value = settings.getInt();
      if (name == INITIAL_WINDOW_SIZE) {
        int more = value - streamWindow;
        streamWindow = value;
        windows.replaceAll((stream, window) -> window + more);
      }
    }
  }

  private void enlarge(int stream, int more) {
    if (stream == 0) {
      connectionWindow += more;
    } else {
      windows.merge(stream, streamWindow + more, (window, ignored) -> window + more);
    }
  }
}
