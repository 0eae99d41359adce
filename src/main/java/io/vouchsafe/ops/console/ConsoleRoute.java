package io.vouchsafe.ops.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.base.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The operators' console: a few files, served from memory on the management port. The page loads
 * nothing but these files and reads nothing but this origin's answers; a browser enforces both.
 */
public final class ConsoleRoute {
  /** Where the page is. */
  public static final String PAGE = "/";

  private static final int NOT_MODIFIED = 304;
  private static final int TAG_OCTETS = 16;

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /** CSP 3; Trusted Types keep a string from ever becoming markup. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private record FileRoute(String path, String type, String tag, Buffer body) {
    static FileRoute of(String path, String name, byte[] octets) {
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (type == null) {
        throw new IllegalArgumentException("no media type for " + name);
      }
      byte[] digest = Arrays.copyOf(Sha256.of(octets), TAG_OCTETS);
      return new FileRoute(
          path,
          type,
          "\"%s\"".formatted(HexFormat.of().formatHex(digest)),
          Buffer.buffer(octets.clone()));
    }
  }

  private final List<FileRoute> files;

  /**
   * @param page the HTML at {@link #PAGE}
   * @param parts what it loads, by the path under which it is served, such as {@code
   *     /console/main.js}
   * @throws IllegalArgumentException if the name of a part has no known extension
   */
  public ConsoleRoute(byte[] page, Map<String, byte[]> parts) {
    List<FileRoute> all = new ArrayList<>();
    all.add(FileRoute.of(PAGE, "index.html", page));
    parts.forEach((path, octets) -> all.add(FileRoute.of(path, path, octets)));
    this.files = List.copyOf(all);
  }

  /** Takes over the paths of the files in the management port's {@code router}. */
  public void attach(Router router) {
    files.forEach(file -> ExactRoute.attach(router, file.path(), context -> send(file, context)));
  }

  private static void send(FileRoute file, RoutingContext context) {
    HttpServerResponse response =
        context
            .response()
            .putHeader("Cache-Control", "no-cache")
            .putHeader("ETag", file.tag())
            .putHeader("Content-Security-Policy", POLICY)
            .putHeader("X-Content-Type-Options", "nosniff")
            .putHeader("Referrer-Policy", "no-referrer")
            .putHeader("Cross-Origin-Opener-Policy", "same-origin")
            .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    if (has(context.request().headers().getAll("If-None-Match"), file.tag())) {
      response.setStatusCode(NOT_MODIFIED).end();
    } else {
      response.putHeader("Content-Type", file.type());
      ExactRoute.end(context, file.body());
    }
  }

  /** RFC 9110, 13.1.2. */
  private static boolean has(List<String> held, String tag) {
    return held.stream()
        .flatMap(header -> Arrays.stream(header.split(",")))
        .map(String::strip)
        .anyMatch(it -> it.equals("*") || it.equals(tag) || it.equals("W/" + tag));
  }
}
