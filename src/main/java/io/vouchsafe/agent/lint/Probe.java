package io.vouchsafe.agent.lint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Secret;
import io.vouchsafe.base.Deadline;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Fetches pages over connections of its own, so that certificate, headers and times are seen as
 * they are. A certificate that nobody vouches for is taken, since that is a finding; but a secret
 * is sent to nobody who shows such a one.
 */
final class Probe {
  private static final int MOST_REDIRECTS = 3;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final Settings settings;
  private final LongSupplier nanoTime;

  /**
   * How it asks.
   *
   * @param origin of the issuer: the bearer token is for it alone, and for {@code via}
   * @param longest how long one page may take
   */
  record Settings(
      URI origin,
      Optional<Via> via,
      Optional<Secret> bearer,
      Authorities authorities,
      Duration longest) {}

  /**
   * @param nanoTime what times are measured by
   */
  Probe(Settings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  /**
   * Gets a page, after at most three redirects.
   *
   * @throws Fault if no whole answer comes
   */
  Page get(URI url, Map<String, String> headers) throws Fault {
    List<URI> redirects = new ArrayList<>();
    Page page = once(url, headers);
    while (redirects.size() < MOST_REDIRECTS && target(page).isPresent()) {
      redirects.add(page.url());
      page = once(target(page).get(), headers);
    }
    return page.after(redirects);
  }

  private static Optional<URI> target(Page page) {
    try {
      return page.status() / 100 == 3 && page.status() != 304
          ? page.header("Location")
              .map(page.url()::resolve)
              .filter(
                  url -> url.getHost() != null && String.valueOf(url.getScheme()).matches("https?"))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Page once(URI url, Map<String, String> headers) throws Fault {
    Deadline deadline = Deadline.in(settings.longest);
    long start = nanoTime.getAsLong();
    try (Socket socket = connected(url, deadline)) {
      List<X509Certificate> chain = chain(socket);
      String request = request(url, headers, chain);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      Answers.Raw answer =
          new Answers(new BufferedInputStream(new Bounded(socket, deadline))).read();
      Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
      return new Page(
          url, List.of(), answer.status(), answer.headers(), answer.body(), took, chain);
    } catch (IOException e) {
      throw Fault.unavailable("%s cannot be reached: %s".formatted(place(url), reason(e)));
    }
  }

  private Socket connected(URI url, Deadline deadline) throws IOException {
    Optional<Via> via = settings.via;
    String host = via.isPresent() ? via.get().host() : Hosts.bare(url.getHost());
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    int port = via.map(Via::port).orElse(url.getPort() > 0 ? url.getPort() : https ? HTTPS : HTTP);
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), millis(deadline));
      socket.setSoTimeout(millis(deadline));
      return https && via.map(Via::tls).orElse(true)
          ? Handshake.over(socket, Hosts.bare(url.getHost()), port)
          : socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static List<X509Certificate> chain(Socket socket) throws IOException {
    return socket instanceof SSLSocket tls
        ? Arrays.stream(tls.getSession().getPeerCertificates())
            .map(X509Certificate.class::cast)
            .toList()
        : List.of();
  }

  private String request(URI url, Map<String, String> headers, List<X509Certificate> chain)
      throws Fault {
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    StringBuilder request =
        new StringBuilder("GET %s%s HTTP/1.1\r\n".formatted(path, query))
            .append("Host: %s\r\n".formatted(url.getRawAuthority()))
            .append("User-Agent: vouchsafe-lint\r\nAccept: application/json\r\n")
            .append("Connection: close\r\n");
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    if (settings.bearer.isPresent() && isForBearer(url)) {
      checkSafe(url, chain);
      request.append("Authorization: Bearer " + settings.bearer.get().value() + "\r\n");
    }
    return request.append("\r\n").toString();
  }

  private boolean isForBearer(URI url) {
    return settings.via.isPresent()
        || (url.getRawAuthority().equalsIgnoreCase(settings.origin.getRawAuthority())
            && url.getScheme().equalsIgnoreCase(settings.origin.getScheme()));
  }

  private void checkSafe(URI url, List<X509Certificate> chain) throws Fault {
    boolean trusted =
        !chain.isEmpty()
            && settings.authorities.trusts(chain)
            && Hosts.covers(chain.getFirst(), Hosts.bare(url.getHost()));
    if (!trusted) {
      throw Fault.misused(
          "%s shows no certificate that is trusted here, so no bearer token is sent to it; --ca-file names its authority"
              .formatted(place(url)));
    }
  }

  private static int millis(Deadline deadline) throws SocketTimeoutException {
    long left = deadline.remaining().toMillis();
    if (left < 1) {
      throw new SocketTimeoutException();
    }
    return Math.toIntExact(left);
  }

  private static String place(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private String reason(IOException fault) {
    return switch (fault) {
      case UnknownHostException e -> "its name is not known";
      case SocketTimeoutException e ->
          "no whole answer within %d s".formatted(settings.longest.toSeconds());
      case SSLException e -> "TLS failed (%s)".formatted(e.getMessage());
      case ConnectException e -> "nothing listens there";
      default -> String.valueOf(fault.getMessage());
    };
  }

  /** Reads no longer than until the deadline, however slowly octets come. */
  private static final class Bounded extends FilterInputStream {
    private final Socket socket;
    private final Deadline deadline;

    Bounded(Socket socket, Deadline deadline) throws IOException {
      super(input(socket));
      this.socket = socket;
      this.deadline = deadline;
    }

    private static InputStream input(Socket socket) throws IOException {
      return socket.getInputStream();
    }

    @Override
    public int read() throws IOException {
      socket.setSoTimeout(millis(deadline));
      return super.read();
    }

    @Override
    public int read(byte[] octets, int from, int length) throws IOException {
      socket.setSoTimeout(millis(deadline));
      return super.read(octets, from, length);
    }
  }
}
