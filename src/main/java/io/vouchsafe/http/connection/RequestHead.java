package io.vouchsafe.http.connection;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a request head is one that RFC 9112 (3.2, 6.1, 6.3) or RFC 9113 (8.2.2, 8.3.1) calls
 * malformed, as far as a request handler can see it.
 *
 * <p>Netty 4.1.133 and Vert.x 4.5.27 refuse some of it before, with an empty answer of their own
 * and a closed connection: a Content-Length beside {@code Transfer-Encoding: chunked}, several or
 * malformed Content-Lengths, a Transfer-Encoding in HTTP/1.0 or one that does not end in {@code
 * chunked}, octets that no header may have, a request line (414) or head (431) that is too long; in
 * HTTP/2 with a reset: missing pseudo-headers, a malformed {@code :authority}, a Host that differs.
 * They mend an obs-fold to a space (RFC 9112, 5.2). They ignore what follows white space after the
 * digits of a chunk's size, and nobody else sees it.
 */
public final class RequestHead {
  private static final String CHUNKED = "chunked";
  private static final int AROUND_A_HEAD = "  HTTP/1.1\r\n\r\n".length();
  private static final int AROUND_A_HEADER = ": \r\n".length();
  private static final int HIGHEST_PORT = 65_535;
  private static final int PORT_DIGITS = 5;
  private static final String NAME_MARKS = "-._~!$&'()*+,;=";

  private RequestHead() {}

  /**
   * Why a request is malformed; empty if it is not. It fails for no request, whatever octets it is
   * made of, and the reason has none of them.
   */
  public static Optional<String> malformed(HttpServerRequest request) {
    return switch (request.version()) {
      case null -> Optional.of("the request's version of HTTP is not spoken here");
      case HTTP_2 -> malformedHttp2(request.headers(), request.authority());
      case HTTP_1_0, HTTP_1_1 -> malformedHttp1(request.headers(), request.version());
    };
  }

  /** Octets, about, of a head in HTTP/1 (RFC 9112, 2.1). */
  static int octets(
      String method,
      String target,
      Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> headers) {
    int octets = method.length() + target.length() + AROUND_A_HEAD;
    while (headers.hasNext()) {
      Map.Entry<? extends CharSequence, ? extends CharSequence> header = headers.next();
      octets += header.getKey().length() + header.getValue().length() + AROUND_A_HEADER;
    }
    return octets;
  }

  /** Why a request target is no URI reference (RFC 3986, 4.1); empty if it is one. */
  public static Optional<String> malformedTarget(String target) {
    try {
      new URI(target);
      return Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.of("the request target is not a URI");
    }
  }

  static Optional<String> malformedHttp1(MultiMap headers, HttpVersion version) {
    List<String> hosts = headers.getAll("Host");
    if (headers.contains("")) {
      return Optional.of("a header has no name");
    }
    if (hosts.size() > 1) {
      return Optional.of("the request has two Host headers");
    }
    if (hosts.isEmpty()) {
      return version == HttpVersion.HTTP_1_0
          ? malformedBody(headers)
          : Optional.of("the request has no Host header");
    }
    return isAuthority(hosts.getFirst())
        ? malformedBody(headers)
        : Optional.of("the Host header is malformed");
  }

  static Optional<String> malformedHttp2(MultiMap headers, HostAndPort authority) {
    if (authority == null) {
      return Optional.of("the request has neither :authority nor Host");
    }
    if (!isHost(authority.host()) || authority.port() > HIGHEST_PORT) {
      return Optional.of(":authority is malformed");
    }
    if (headers.getAll("Host").size() > 1) {
      return Optional.of("the request has two Host headers");
    }
    return headers.contains("Transfer-Encoding")
        ? Optional.of("HTTP/2 has no Transfer-Encoding")
        : malformedBody(headers);
  }

  private static Optional<String> malformedBody(MultiMap headers) {
    List<String> encodings = headers.getAll("Transfer-Encoding");
    List<String> lengths = headers.getAll("Content-Length");
    if (encodings.isEmpty()) {
      return lengths.size() > 1 || (lengths.size() == 1 && !isNumber(lengths.getFirst()))
          ? Optional.of("Content-Length is not one number")
          : Optional.empty();
    }
    if (!lengths.isEmpty()) {
      return Optional.of("the request has both Transfer-Encoding and Content-Length");
    }
    return encodings.size() == 1 && encodings.getFirst().strip().equalsIgnoreCase(CHUNKED)
        ? Optional.empty()
        : Optional.of("the only Transfer-Encoding here is chunked");
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(RequestHead::isDigit);
  }

  /** Whether a text is {@code uri-host [":" port]} (RFC 3986, 3.2.2) with a host. */
  static boolean isAuthority(String text) {
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : (text + ":").indexOf(':');
    return end > 0
        && isHost(text.substring(0, end))
        && (end == text.length() || (text.charAt(end) == ':' && isPort(text.substring(end + 1))));
  }

  private static boolean isPort(String text) {
    return text.isEmpty()
        || (text.length() <= PORT_DIGITS
            && isNumber(text)
            && Integer.parseInt(text) <= HIGHEST_PORT);
  }

  private static boolean isHost(String text) {
    return text.startsWith("[") ? isLiteral(text) : isName(text);
  }

  private static boolean isLiteral(String text) {
    return text.length() > "[::]".length() - 1
        && text.endsWith("]")
        && text.indexOf(':') >= 0
        && text.substring(1, text.length() - 1)
            .chars()
            .allMatch(octet -> isHex(octet) || octet == ':' || octet == '.');
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char octet = text.charAt(i);
      if (octet == '%') {
        if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
          return false;
        }
      } else if (!isLetter(octet) && !isDigit(octet) && NAME_MARKS.indexOf(octet) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isLetter(int octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
  }

  private static boolean isDigit(int octet) {
    return octet >= '0' && octet <= '9';
  }

  private static boolean isHex(int octet) {
    return isDigit(octet) || (octet >= 'a' && octet <= 'f') || (octet >= 'A' && octet <= 'F');
  }
}
