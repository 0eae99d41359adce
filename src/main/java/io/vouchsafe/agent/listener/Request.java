package io.vouchsafe.agent.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a client asks a listener for.
 *
 * @param path as it was sent, without its query
 * @param query as it was sent; without one, empty
 * @param headers all values of a header, by its name in any case
 */
record Request(
    String method, String path, String query, Function<String, List<String>> headers, byte[] body) {
  /** A request is none that can be answered. */
  static final class Bad extends Exception {
    private static final long serialVersionUID = 1L;

    Bad(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * The value of a parameter.
   *
   * @throws Bad if it is there twice, or is not encoded as it must be
   */
  Optional<String> parameter(String name) throws Bad {
    List<String> values = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
        values.add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    if (values.size() > 1) {
      throw new Bad("the parameter %s is there twice".formatted(name));
    }
    return values.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  private static String decoded(String text) throws Bad {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Bad("the query is not percent-encoded as it must be");
    }
  }

  /**
   * The value of a header; empty if it is not there.
   *
   * @throws Bad if it is there twice
   */
  Optional<String> header(String name) throws Bad {
    List<String> values = headers.apply(name);
    if (values.size() > 1) {
      throw new Bad("the header %s is there twice".formatted(name));
    }
    return values.stream().findFirst();
  }
}
