package io.vouchsafe.hostile;

import io.vouchsafe.testing.HeaderBlock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests as they go over the wire. */
final class Wording {
  static final String ID_TOKEN = "/id-token?api-version=1&audience=";

  private static final String AUTHORITY = "localhost";

  private Wording() {}

  /** A head with these lines of headers; each method, target and header is sent as it is. */
  static String head(String method, String target, String... headers) {
    String lines =
        IntStream.range(0, headers.length)
            .mapToObj(i -> headers[i] + "\r\n")
            .collect(Collectors.joining());
    return method + " " + target + " HTTP/1.1\r\nHost: " + AUTHORITY + "\r\n" + lines + "\r\n";
  }

  static String bearer(String credentials) {
    return "Authorization: Bearer " + credentials;
  }

  /** Asks for one token. */
  static String idToken(String grant, String audience) {
    return head("GET", ID_TOKEN + audience, bearer(grant));
  }

  /** Asks for a token for each audience. */
  static String idTokens(String grant, String... audiences) {
    String entries =
        IntStream.range(0, audiences.length)
            .mapToObj(i -> "\"t%d\":{\"audience\":\"%s\"}".formatted(i, audiences[i]))
            .collect(Collectors.joining(","));
    return post("/id-tokens", grant, "{\"tokens\":{" + entries + "}}");
  }

  /** Posts JSON. */
  static String post(String target, String credentials, String json) {
    return announced(target, json.length(), bearer(credentials)) + json;
  }

  /** The head of a POST whose body of JSON has so many octets. */
  static String announced(String target, int length, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Content-Type: application/json";
    all[headers.length + 1] = "Content-Length: " + length;
    return head("POST", target, all);
  }

  /** The headers of an HTTP/2 request, which the server remembers for {@link #again}. */
  static byte[] headers(int method, String target, String credentials) {
    return new HeaderBlock()
        .indexed(method)
        .indexed(HeaderBlock.HTTPS)
        .remembered(HeaderBlock.AUTHORITY, AUTHORITY)
        .remembered(HeaderBlock.PATH, target)
        .remembered(HeaderBlock.AUTHORIZATION, "Bearer " + credentials)
        .octets();
  }

  /** The headers of the request before it, in five octets. */
  static byte[] again(int method) {
    return new HeaderBlock()
        .indexed(method)
        .indexed(HeaderBlock.HTTPS)
        .indexed(HeaderBlock.NEWEST + 2)
        .indexed(HeaderBlock.NEWEST + 1)
        .indexed(HeaderBlock.NEWEST)
        .octets();
  }

  /** The headers of an HTTP/2 GET to this authority. */
  static byte[] of(String authority, String target) {
    return new HeaderBlock()
        .indexed(HeaderBlock.GET)
        .indexed(HeaderBlock.HTTPS)
        .literal(HeaderBlock.AUTHORITY, authority)
        .literal(HeaderBlock.PATH, target)
        .octets();
  }

  /** The headers of an HTTP/2 request without credentials that announces a body of JSON. */
  static byte[] announced(int method, String target, int length) {
    return new HeaderBlock()
        .indexed(method)
        .indexed(HeaderBlock.HTTPS)
        .literal(HeaderBlock.AUTHORITY, AUTHORITY)
        .literal(HeaderBlock.PATH, target)
        .literal(HeaderBlock.CONTENT_TYPE, "application/json")
        .literal(HeaderBlock.CONTENT_LENGTH, Integer.toString(length))
        .octets();
  }
}
