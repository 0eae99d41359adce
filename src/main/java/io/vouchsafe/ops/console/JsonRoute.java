package io.vouchsafe.ops.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A JSON document on the management port, made from memory each time it is asked for and never
 * cached.
 */
public final class JsonRoute {
  private final String path;
  private final Supplier<ObjectNode> document;

  /**
   * @param path such as {@code /keys}
   * @param document must not block, since it is asked on the event loop
   */
  public JsonRoute(String path, Supplier<ObjectNode> document) {
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
          ExactRoute.end(context, Buffer.buffer(document.get().toString()));
        });
  }
}
