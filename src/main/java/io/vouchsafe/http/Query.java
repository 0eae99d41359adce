package io.vouchsafe.http;

import io.vouchsafe.http.body.Unknown;
import io.vouchsafe.http.body.Utf8;
import io.vouchsafe.token.Problem;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a request, as HTML forms send them (WHATWG URL, 5.1): separated by {@code &},
 * percent-encoded UTF-8, a plus for a blank.
 */
record Query(Map<String, List<String>> parameters) {
  private static final char DELETE = 0x7f;

  /** What has to be percent-encoded (RFC 3986, 2). */
  private static final String NEVER_PLAIN = "\"<>\\^`{|}";

  /**
   * @param raw what follows the question mark; null if there is none
   * @throws Problem if it is not percent-encoded UTF-8
   */
  static Query parse(String raw) {
    return parse(raw == null ? "" : raw, "the query");
  }

  /**
   * The parameters of a form in a body.
   *
   * @param raw its octets, each as a character
   * @throws Problem if it is not percent-encoded UTF-8
   */
  static Query ofForm(String raw) {
    return parse(raw, "the form");
  }

  private static Query parse(String raw, String what) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : raw.split("&")) {
      if (!pair.isEmpty()) {
        String[] parts = pair.split("=", 2);
        parameters
            .computeIfAbsent(decoded(parts[0], what), name -> new ArrayList<>())
            .add(parts.length == 1 ? "" : decoded(parts[1], what));
      }
    }
    return new Query(parameters);
  }

  private static String decoded(String encoded, String what) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        octets.write(octet(encoded, i + 1, what));
        i += 2;
      } else if (c > ' ' && c < DELETE && NEVER_PLAIN.indexOf(c) < 0) {
        octets.write(c == '+' ? ' ' : c);
      } else {
        throw broken(what);
      }
    }
    return Utf8.text(octets.toByteArray()).orElseThrow(() -> broken(what));
  }

  private static int octet(String encoded, int at, String what) {
    if (at + 2 > encoded.length()
        || !HexFormat.isHexDigit(encoded.charAt(at))
        || !HexFormat.isHexDigit(encoded.charAt(at + 1))) {
      throw broken(what);
    }
    return HexFormat.fromHexDigits(encoded, at, at + 2);
  }

  private static Problem broken(String what) {
    return Problem.of(Problem.Kind.INVALID_REQUEST, what + " is not percent-encoded UTF-8");
  }

  /**
   * The parameter {@code name}.
   *
   * @param hint what to do instead of giving it twice
   * @throws Problem if it is given twice
   */
  Optional<String> parameter(String name, String hint) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw Problem.invalid(name, "must be given once" + hint);
    }
    return values.stream().findFirst();
  }

  /** The parameter {@code name}, the first one where it is given several times. */
  Optional<String> first(String name) {
    return parameters.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** Refuses parameters that are not {@code known}: what is ignored could be meant as a bound. */
  void only(Set<String> known) {
    Unknown.refuse("the query", parameters.keySet(), known);
  }
}
