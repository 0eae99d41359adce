package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One connection over which a test sends whatever octets it likes, and reads what comes back as
 * answers of HTTP/1.1. It never repeats anything and never closes by itself.
 */
public final class RawConnection implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_HEADERS = 100;
  private static final int SMALL_BUFFER = 4_096;
  private static final int MOST_TIMES = 1_000_000;
  private static final int BETWEEN_PIECES = 100;

  private final Socket socket;
  private final InputStream in;

  /**
   * An answer.
   *
   * @param headers by name in any case; of several with one name the last
   */
  public record Answer(int status, Map<String, String> headers, byte[] body) {
    /** The value of a header, or an empty text. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** Whether the server says that it closes. */
    public boolean closes() {
      return header("Connection").equalsIgnoreCase("close");
    }

    /** Whether its body is a problem document of this status. */
    public boolean isProblem() {
      return header("Content-Type").startsWith("application/problem+json")
          && text().contains("\"status\":" + status);
    }

    /** The body as text. */
    public String text() {
      return new String(body, UTF_8);
    }
  }

  /** Over this connection, which it closes in the end. */
  public RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** From this address of this machine to a port of it, with a small buffer for what comes. */
  public static RawConnection from(String address, int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.bind(new InetSocketAddress(address, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    return new RawConnection(socket);
  }

  /** The socket. */
  public Socket socket() {
    return socket;
  }

  /** Sends this, one octet for each character. */
  public void send(String octets) throws IOException {
    send(octets.getBytes(ISO_8859_1));
  }

  /** Sends this. */
  public void send(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    socket.getOutputStream().flush();
  }

  /** The first line of a provisional answer, which is then passed over. */
  public String provisional() throws IOException {
    socket.setSoTimeout((int) PATIENCE.toMillis());
    String first = HttpWire.readLine(in);
    while (!HttpWire.readLine(in).isEmpty()) {
      continue;
    }
    return first;
  }

  /** The next answer within 20 s, as {@link #answer(Duration)}. */
  public Optional<Answer> answer() throws IOException {
    return answer(PATIENCE);
  }

  /**
   * The next final answer; those that are provisional are passed over. Empty if the connection
   * ended, in whatever way, before the answer was whole.
   *
   * @param limit between two octets
   * @throws SocketTimeoutException if nothing comes for so long
   */
  public Optional<Answer> answer(Duration limit) throws IOException {
    socket.setSoTimeout((int) limit.toMillis());
    try {
      Answer answer = read();
      while (answer.status() < 200) {
        answer = read();
      }
      return Optional.of(answer);
    } catch (EOFException | SocketException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether the server closes within this time, whatever it sends before that.
   *
   * @param limit between two octets
   */
  public boolean ends(Duration limit) throws IOException {
    socket.setSoTimeout((int) limit.toMillis());
    try {
      in.skip(Long.MAX_VALUE);
      while (in.read() >= 0) {
        in.skip(in.available());
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** What comes until the server ends the connection. */
  public String rest() throws IOException {
    socket.setSoTimeout((int) PATIENCE.toMillis());
    try {
      return new String(in.readAllBytes(), ISO_8859_1);
    } catch (SocketException reset) {
      return "";
    }
  }

  /** Sends a piece every tenth of a second, until the server ends the connection. */
  public void dripUntilClosed(String piece) throws IOException {
    socket.setSoTimeout(BETWEEN_PIECES);
    for (long i = 0; i < PATIENCE.toMillis() / BETWEEN_PIECES; i++) {
      try {
        send(piece);
        if (in.read() < 0) {
          return;
        }
      } catch (SocketTimeoutException open) {
        continue;
      } catch (SocketException closed) {
        return;
      }
    }
    throw new IOException("nobody ended the connection");
  }

  /** Sends a piece every tenth of a second and reads nothing, until nobody takes it. */
  public void dripUnread(String piece) {
    try {
      for (long i = 0; i < PATIENCE.toMillis() / BETWEEN_PIECES; i++) {
        send(piece);
        Thread.sleep(BETWEEN_PIECES);
      }
    } catch (IOException closed) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends again and again and reads nothing, until the server ends the connection. */
  public void sendUntilClosed(String request) throws IOException {
    try {
      for (int i = 0; i < MOST_TIMES; i++) {
        send(request);
      }
    } catch (SocketException closed) {
      return;
    }
    throw new IOException("nobody ended the connection");
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

  private Answer read() throws IOException {
    String[] first = HttpWire.readLine(in).split(" ", 3);
    if (first.length < 2 || !first[0].startsWith("HTTP/1.") || !first[1].matches("\\d{3}")) {
      throw new EOFException("no answer of HTTP/1.1");
    }
    int status = Integer.parseInt(first[1]);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = HttpWire.readLine(in); !line.isEmpty(); line = HttpWire.readLine(in)) {
      int colon = line.indexOf(':');
      if (colon < 0 || headers.size() == MOST_HEADERS) {
        throw new EOFException("a head that is none");
      }
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return new Answer(status, headers, body(status, headers));
  }

  private byte[] body(int status, Map<String, String> headers) throws IOException {
    if (status < 200 || status == 204 || status == 304) {
      return new byte[0];
    }
    if (headers.getOrDefault("Transfer-Encoding", "").equalsIgnoreCase("chunked")) {
      return chunks();
    }
    String length = headers.get("Content-Length");
    return length == null ? in.readAllBytes() : exactly(Integer.parseInt(length));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = size(); size > 0; size = size()) {
      body.writeBytes(exactly(size));
      HttpWire.readLine(in);
    }
    HttpWire.readLine(in);
    return body.toByteArray();
  }

  private int size() throws IOException {
    return Integer.parseInt(HttpWire.readLine(in).split(";", 2)[0].strip(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] octets = in.readNBytes(length);
    if (octets.length < length) {
      throw new EOFException("the connection ended in an answer");
    }
    return octets;
  }
}
