package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Opens a connection for each thing that it asks, and resumes no TLS session. */
public final class TlsVisitor {
  private final TrustManager[] trusted;

  /**
   * @param certificates that it takes
   */
  public TlsVisitor(List<ServerCertificate> certificates) {
    trusted = ServerCertificate.managers(certificates);
  }

  /** The status of a request on a connection of its own. */
  public int status(URI target) throws IOException {
    try (SSLSocket socket = connect(target)) {
      String request = "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.formatted(target.getPath()).getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }

  /** The certificate that a new connection gets. */
  public Certificate shown(URI server) {
    try (SSLSocket socket = connect(server)) {
      return socket.getSession().getPeerCertificates()[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SSLSocket connect(URI server) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            ServerCertificate.trusting(trusted)
                .getSocketFactory()
                .createSocket(server.getHost(), server.getPort());
    socket.startHandshake();
    return socket;
  }
}
