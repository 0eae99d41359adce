package io.vouchsafe.hostile;

import java.util.List;

/**
 * What is no request of HTTP/1.1, or one that nobody can answer.
 *
 * @param name what is wrong
 * @param octets what is sent, whole
 * @param needsProblem whether its answer has to be a problem document; else its body may be empty
 */
record Malformed(String name, String octets, boolean needsProblem) {
  private static final String JWKS = "GET /.well-known/jwks.json HTTP/1.1\r\n";
  private static final String POST = "POST /id-tokens HTTP/1.1\r\n";
  private static final String HOST = "Host: localhost\r\n";

  /** Those that are answered with 400 and the end of the connection. */
  static List<Malformed> all() {
    return List.of(
        quiet("no Host", JWKS + "\r\n"),
        quiet("Host that ends too soon", JWKS + "Host: [::1\r\n\r\n"),
        quiet("empty Host", JWKS + "Host: \r\n\r\n"),
        quiet("Host with a space", JWKS + "Host: a b\r\n\r\n"),
        quiet("Host with a port that is none", JWKS + "Host: localhost:x\r\n\r\n"),
        quiet("two Hosts", JWKS + HOST + "Host: other.example\r\n\r\n"),
        quiet("the same Host twice", JWKS + HOST + HOST + "\r\n"),
        quiet("unknown Transfer-Encoding", POST + HOST + "Transfer-Encoding: xchunked\r\n\r\n"),
        quiet(
            "unknown Transfer-Encoding beside a length",
            POST + HOST + "Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}"),
        quiet(
            "chunked beside a length",
            POST + HOST + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n"),
        quiet("two lengths", POST + HOST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        quiet("a length that is none", POST + HOST + "Content-Length: +2\r\n\r\n{}"),
        quiet("a header without colon", JWKS + HOST + "nothing\r\n\r\n"),
        quiet("a space before the colon", JWKS + HOST + "X-A : b\r\n\r\n"),
        quiet("a first line that is none", "GET\r\n" + HOST + "\r\n"),
        problem("%zz in the path", "GET /%zz HTTP/1.1\r\n" + HOST + "\r\n"));
  }

  private static Malformed quiet(String name, String octets) {
    return new Malformed(name, octets, false);
  }

  private static Malformed problem(String name, String octets) {
    return new Malformed(name, octets, true);
  }

  @Override
  public String toString() {
    return name;
  }
}
