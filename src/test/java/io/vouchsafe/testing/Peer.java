package io.vouchsafe.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A client with an address of its own, of this machine's 127.0.0.0/8. To a server that tells peers
 * apart by address each of them is somebody else.
 */
public record Peer(InetAddress address) {
  private static final int TO_CONNECT = 5_000;
  private static final int HOSTS = 250;

  /** The peer of this number, from 0 to 62,499; each has another address. */
  public static Peer number(int number) {
    try {
      byte[] address = {127, 0, (byte) (number / HOSTS), (byte) (2 + number % HOSTS)};
      return new Peer(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection from this address to a port of this machine, within five seconds. */
  public Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.bind(new InetSocketAddress(address, 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port), TO_CONNECT);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The same under TLS, with this protocol of ALPN ({@code h2}, {@code http/1.1}) agreed upon. */
  public SSLSocket connectTls(int port, SSLContext trust, String protocol) throws IOException {
    Socket socket = connect(port);
    try {
      SSLSocket tls =
          (SSLSocket) trust.getSocketFactory().createSocket(socket, "localhost", port, true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      tls.setSSLParameters(parameters);
      tls.setSoTimeout(TO_CONNECT);
      tls.startHandshake();
      tls.setSoTimeout(0);
      if (!protocol.equals(tls.getApplicationProtocol())) {
        throw new IOException("the server does not speak " + protocol);
      }
      return tls;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
