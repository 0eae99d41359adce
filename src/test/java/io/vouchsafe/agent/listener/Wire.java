package io.vouchsafe.agent.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Sends requests as they are written, and reads all of what comes back. */
final class Wire {
  private static final int PATIENCE_MILLIS = 60_000;

  private Wire() {}

  /** To a port of loopback; {@code PORT} in the text is the port. */
  static String send(int port, String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String text = head.replace("PORT", Integer.toString(port)).replace("\n", "\r\n");
      socket.getOutputStream().write((text + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** With the right {@code Host}; {@code more} headers, each with the end of its line. */
  static String get(int port, String target, String more) throws IOException {
    return send(port, "GET " + target + " HTTP/1.1\nHost: 127.0.0.1:PORT\n" + more);
  }

  static SocketChannel connect(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path));
    return channel;
  }

  /** To a unix socket, to the octet. */
  static String send(Path path, String text) throws IOException {
    try (SocketChannel channel = connect(path)) {
      channel.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
      return new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
    }
  }

  static String post(Path path, String target, String body) throws IOException {
    return send(
        path,
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(target, body.length(), body));
  }

  static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
