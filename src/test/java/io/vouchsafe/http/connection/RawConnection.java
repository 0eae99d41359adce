package io.vouchsafe.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection to the public port, octet by octet. Nothing on it waits for ever. */
final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int MOST_TIMES = 1_000_000;
  private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: *(\\d+)\\r\\n");

  private final Socket socket;

  private RawConnection(Socket socket) {
    this.socket = socket;
  }

  /**
   * Connects.
   *
   * @param from the address of this side
   */
  static RawConnection to(Stage stage, String from) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(
        new InetSocketAddress(
            InetAddress.getByName("127.0.0.1"), URI.create(stage.url()).getPort()));
    return new RawConnection(socket);
  }

  void send(String octets) throws IOException {
    socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
  }

  /** One answer with a Content-Length. */
  String answer() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("the connection ended after: " + head);
      }
      head.append((char) octet);
    }
    Matcher length = LENGTH.matcher(head);
    int octets = length.find() ? Integer.parseInt(length.group(1)) : 0;
    return head + new String(in.readNBytes(octets), ISO_8859_1);
  }

  /** What comes until the other side closes the connection. */
  String rest() throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (SocketException reset) {
      return "";
    }
  }

  /** Sends a piece every tenth of a second, until the other side closes the connection. */
  void dripUntilClosed(String piece) throws IOException {
    socket.setSoTimeout(100);
    for (int i = 0; i < PATIENCE_MILLIS / 100; i++) {
      try {
        send(piece);
        if (socket.getInputStream().read() < 0) {
          return;
        }
      } catch (SocketTimeoutException open) {
        continue;
      } catch (SocketException closed) {
        return;
      }
    }
    throw new IOException("nobody closed the connection");
  }

  /** Sends again and again and reads nothing, until the other side closes the connection. */
  void sendUntilClosed(String request) throws IOException {
    try {
      for (int i = 0; i < MOST_TIMES; i++) {
        send(request);
      }
    } catch (SocketException closed) {
      return;
    }
    throw new IOException("nobody closed the connection");
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
