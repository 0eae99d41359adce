package io.vouchsafe.ops.console;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A JSON document on the management port, made from memory each time it is asked for and never
 * cached.
 */
public final class JsonRoute {
  private final String path;
  private static final int BAD_REQUEST = 400;

  private final Function<Map<String, List<String>>, ObjectNode> document;

  /**
   * @param path such as {@code /keys}
   * @param document must not block, since it is asked on the event loop; an {@link
   *     IllegalArgumentException} of its says which parameter of the query it cannot take
   */
  public JsonRoute(String path, Function<Map<String, List<String>>, ObjectNode> document) {
    this.path = Objects.requireNonNull(path, "path");
    this.document = Objects.requireNonNull(document, "document");
  }

  /** Takes over the path in the management port's {@code router}. */
  public void attach(Router router) {
    ExactRoute.attach(
        router,
        path,
        context -> {
          context
              .response()
              .putHeader("Content-Type", "application/json")
              .putHeader("Cache-Control", "no-store")
              .putHeader("X-Content-Type-Options", "nosniff")
              .putHeader("Cross-Origin-Resource-Policy", "same-origin");
          ExactRoute.end(context, Buffer.buffer(answer(context).toString()));
        });
  }

  private static Map<String, List<String>> parameters(MultiMap query) {
    return query.names().stream().collect(toMap(Function.identity(), query::getAll));
  }

  private ObjectNode answer(RoutingContext context) {
    try {
      return document.apply(parameters(context.queryParams()));
    } catch (IllegalArgumentException refusal) {
      context
          .response()
          .setStatusCode(BAD_REQUEST)
          .putHeader("Content-Type", "application/problem+json");
      return JsonNodeFactory.instance
          .objectNode()
          .put("title", "Bad Request")
          .put("status", BAD_REQUEST)
          .put("detail", refusal.getMessage());
    }
  }
}
